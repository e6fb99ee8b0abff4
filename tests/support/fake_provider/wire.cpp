#include "tests/support/fake_provider/wire.h"

#include <cmath>

#include "core/base/hash.h"

namespace skein::fake {

std::string dataFrame(const Json& json) { return "data: " + prettyJson(json, -1) + "\n\n"; }

std::string namedFrame(const Json& json) { return "event: " + json.value("type", "message") + "\n" + dataFrame(json); }

std::string textsOf(const Json& content) {
    if (content.is_string()) return content.get<std::string>() + "\n";
    std::string all;
    if (content.is_array())
        for (const Json& part : content)
            for (const char* key : {"text", "content", "output"})
                if (part.is_object() && part.contains(key)) all += textsOf(part[key]);
    return all;
}

std::vector<float> vectorOf(std::string_view text, std::size_t size) {
    const std::string digest = sha256(text).hex();
    std::vector<float> vector(size);
    float square = 0;
    for (std::size_t i = 0; i < size; ++i) {
        vector[i] = static_cast<float>(digest[i % digest.size()]) - 75.0f;
        square += vector[i] * vector[i];
    }
    for (float& value : vector) value /= std::sqrt(square);
    return vector;
}

}  // namespace skein::fake
