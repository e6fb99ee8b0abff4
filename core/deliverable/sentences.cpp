#include "core/deliverable/sentences.h"

#include "core/base/text.h"

namespace skein::deliverable {

std::string sentenceKey(std::string_view sentence) {
    std::string key;
    for (const char c : toLowerAscii(sentence)) {
        const bool word = isIdentifierChar(c) || static_cast<unsigned char>(c) >= 0x80;
        if (word) key += c;
        else if (!key.empty() && key.back() != ' ') key += ' ';
    }
    if (!key.empty() && key.back() == ' ') key.pop_back();
    return key;
}

}  // namespace skein::deliverable
