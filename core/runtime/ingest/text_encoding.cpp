#include "core/runtime/ingest/text_encoding.h"

#include <cstddef>
#include <string_view>

namespace skein::runtime {
namespace {

constexpr char32_t replacement = 0xFFFD;

void appendUtf8(std::string& out, char32_t code) {
    const auto byte = [&](char32_t value) { out += static_cast<char>(static_cast<unsigned char>(value)); };
    if (code < 0x80) return byte(code);
    if (code < 0x800) {
        byte(0xC0 | code >> 6);
    } else {
        if (code < 0x10000) {
            byte(0xE0 | code >> 12);
        } else {
            byte(0xF0 | code >> 18);
            byte(0x80 | (code >> 12 & 0x3F));
        }
        byte(0x80 | (code >> 6 & 0x3F));
    }
    byte(0x80 | (code & 0x3F));
}

enum class Order : unsigned char { Little, Big };

std::string fromUtf16(std::string_view bytes, Order order) {
    const auto unit = [&](std::size_t at) -> char32_t {
        const auto first = static_cast<unsigned char>(bytes[at]), second = static_cast<unsigned char>(bytes[at + 1]);
        return order == Order::Little ? second << 8 | first : first << 8 | second;
    };
    std::string out;
    out.reserve(bytes.size());
    std::size_t at = 0;
    for (; at + 1 < bytes.size(); at += 2) {
        auto code = unit(at);
        if (code >= 0xD800 && code < 0xDC00 && at + 3 < bytes.size()) {
            if (const auto low = unit(at + 2); low >= 0xDC00 && low < 0xE000) {
                code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
                at += 2;
            }
        }
        appendUtf8(out, code >= 0xD800 && code < 0xE000 ? replacement : code);
    }
    if (at < bytes.size()) appendUtf8(out, replacement);
    return out;
}

}  // namespace

std::string readableText(std::string bytes) {
    using namespace std::string_view_literals;
    const std::string_view text(bytes);
    if (text.starts_with("\xEF\xBB\xBF"sv)) return bytes.erase(0, 3);
    if (text.starts_with("\xFF\xFE\0\0"sv)) return bytes;  // UTF-32
    if (text.starts_with("\xFF\xFE"sv)) return fromUtf16(text.substr(2), Order::Little);
    if (text.starts_with("\xFE\xFF"sv)) return fromUtf16(text.substr(2), Order::Big);
    return bytes;
}

}  // namespace skein::runtime
