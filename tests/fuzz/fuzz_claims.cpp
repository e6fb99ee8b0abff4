// Claims of any file, in every language that has an extractor: within bounds, the same each time, and their JSON reads
// back. The first line is the file's name.
#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/coherence/extract.h"
#include "core/memory/secrets.h"
#include "core/memory/segment.h"
#include "tests/fuzz/fuzz_input.h"

namespace {

using namespace skein;

Json asJson(const std::vector<Claim>& claims) {
    Json list = Json::array();
    for (const auto& claim : claims) {
        const auto json = toJson(claim);
        const auto again = claimFromJson(json);
        SKEIN_ASSERT(again.has_value() && toJson(*again) == json);
        list.push_back(json);
    }
    return list;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto rest = fuzz::textOf(data, size);
    memory::SegmentRequest request;
    request.path = toValidUtf8(fuzz::takeLine(rest));
    request.text = rest;
    request.language = memory::languageOf(request.path, rest);
    (void)memory::findSecrets(request.path, rest);
    const auto atoms = memory::segment(request);
    const auto claims = coherence::extractClaims(atoms);
    SKEIN_ASSERT(claims.size() <= limits::maxClaimsPerTask);
    SKEIN_ASSERT(asJson(claims) == asJson(coherence::extractClaims(atoms)));
    (void)asJson(coherence::claimsFromOutputText(toValidUtf8(rest)).claims);
    if (const auto json = parseJson(rest)) (void)asJson(coherence::claimsFromOutput(*json).claims);
    return 0;
}
