#include "tests/support/fake_provider/wire.h"

#include <cmath>

#include "core/base/hash.h"
#include "core/base/text.h"

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

namespace {

/// Words that mean the same, each line one thing.
constexpr std::string_view meanings[] = {"car automobile vehicle motorcar",
                                         "purchase buy acquire",
                                         "physician doctor medic",
                                         "error fault failure mistake",
                                         "retry repeat again reattempt",
                                         "fast quick rapid speedy",
                                         "delete remove erase drop",
                                         "begin start commence launch",
                                         "invoice bill receipt",
                                         "customer client patron",
                                         "limit bound cap ceiling maximum",
                                         "password passphrase credential",
                                         "sea ocean maritime",
                                         "money funds cash payment pay"};

/// What a word means: the first of those that mean the same, without the endings of plurals and past tenses.
std::string meaningOf(std::string word) {
    for (const std::string_view ending : {"ing", "ies", "ed", "es", "s", "d", "r"})
        if (word.size() > ending.size() + 3 && word.ends_with(ending)) {
            word.resize(word.size() - ending.size());
            break;
        }
    for (const auto line : meanings)
        for (const auto each : split(line, ' '))
            if (word == each || (word.size() > 3 && each.size() <= word.size() + 2 && each.starts_with(word)))
                return std::string(line.substr(0, line.find(' ')));
    return word;
}

}  // namespace

std::vector<float> vectorOf(std::string_view text, std::size_t size) {
    std::vector<float> vector(size, 1e-3f);
    std::string word;
    const auto take = [&] {
        if (word.size() > 2) {
            const auto digest = sha256(meaningOf(word));
            for (const std::size_t place : {std::size_t{0}, std::size_t{4}}) {
                const auto at = std::size_t{digest.bytes[place]} << 8 | digest.bytes[place + 1];
                vector[at % size] += digest.bytes[place + 2] % 2 == 0 ? 1.0f : -1.0f;
            }
        }
        word.clear();
    };
    for (const char c : toLowerAscii(text)) {
        if (c >= 'a' && c <= 'z') word += c;
        else take();
    }
    take();
    float square = 0;
    for (const float value : vector) square += value * value;
    for (float& value : vector) value /= std::sqrt(square);
    return vector;
}

}  // namespace skein::fake
