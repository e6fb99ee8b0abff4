#include "core/runtime/store/blob_codec.h"

#include <memory>

#include <zstd.h>

#include "core/base/limits.h"

namespace skein::runtime {
namespace {

constexpr int codecPlain = 0, codecZstd = 1;
constexpr int zstdLevel = 1;  // windows come out a fiftieth larger than at 3, in five sixths of the time
constexpr std::size_t worthCompressing = 512;  // a task's text would save 80 bytes and cost as much as half a window

// One context a thread: making one allocates a megabyte, and giving it back makes the allocator tidy up everything,
// which together cost several times what compressing a window does.
ZSTD_CCtx* compressor() {
    thread_local const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context(ZSTD_createCCtx(), ZSTD_freeCCtx);
    SKEIN_ASSERT(context != nullptr);
    return context.get();
}
ZSTD_DCtx* decompressor() {
    thread_local const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context(ZSTD_createDCtx(), ZSTD_freeDCtx);
    SKEIN_ASSERT(context != nullptr);
    return context.get();
}

std::string_view nonceView(const std::array<std::uint8_t, 16>& nonce) {
    return {reinterpret_cast<const char*>(nonce.data()), nonce.size()};
}

}  // namespace

PendingBlob packBlob(std::string_view content, const std::array<std::uint8_t, 16>& nonce) {
    SKEIN_ASSERT(content.size() <= limits::maxBlobBytes);
    PendingBlob blob;
    blob.nonce = nonce;
    blob.size = content.size();
    Sha256 hasher;
    blob.name = hasher.add(nonceView(nonce)).add(content).finish();
    if (content.size() >= worthCompressing) {
        std::string packed(ZSTD_compressBound(content.size()), '\0');
        const auto size =
            ZSTD_compressCCtx(compressor(), packed.data(), packed.size(), content.data(), content.size(), zstdLevel);
        if (ZSTD_isError(size) == 0 && size < content.size()) {
            packed.resize(size);
            packed.shrink_to_fit();
            blob.codec = codecZstd;
            blob.data = std::move(packed);
            return blob;
        }
    }
    blob.codec = codecPlain;
    blob.data = content;
    return blob;
}

Digest blobRowCheck(const PendingBlob& blob) {
    Sha256 hasher;
    return hasher.add(nonceView(blob.nonce))
        .add(std::to_string(blob.size) + ":" + std::to_string(blob.codec) + ":")
        .add(blob.data)
        .finish();
}

Result<std::string> unpackBlob(const PendingBlob& blob, std::string_view where) {
    const auto damaged = [&](std::string_view why) {
        return fail(ErrorCode::Damaged,
                    std::string(where) + ": blob " + blob.name.hex() + " is damaged: " + std::string(why));
    };
    if (blob.size > limits::maxBlobBytes) return damaged("it claims a size above the bound");
    std::string content;
    if (blob.codec == codecPlain) {
        content = blob.data;
    } else if (blob.codec == codecZstd) {
        content.resize(blob.size);
        const auto size =
            ZSTD_decompressDCtx(decompressor(), content.data(), content.size(), blob.data.data(), blob.data.size());
        if (ZSTD_isError(size) != 0) return damaged(ZSTD_getErrorName(size));
        content.resize(size);
    } else {
        return damaged("unknown codec " + std::to_string(blob.codec));
    }
    if (content.size() != blob.size) return damaged("its size is not the recorded one");
    Sha256 hasher;
    if (hasher.add(nonceView(blob.nonce)).add(content).finish() != blob.name)
        return damaged("nonce and content do not have the SHA-256 it is named by");
    return content;
}

}  // namespace skein::runtime
