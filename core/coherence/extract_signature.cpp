// Signatures in code spans and headings. Thread: any; pure. Declared in extract_prose.h.
#include "core/base/text.h"
#include "core/coherence/prose_terms.h"

namespace skein::coherence {

void extractSignature(const ProseContext& context, std::string_view span, std::uint32_t line, std::string_view quote,
                      ClaimSink& sink) {
    const auto open = span.find('(');
    if (open == std::string_view::npos || open == 0) return;
    const auto name = trim(span.substr(0, open));
    const auto close = span.rfind(')');
    if (!isPlainIdentifier(name) || close == std::string_view::npos || close < open) return;
    std::string list(trim(span.substr(open + 1, close - open - 1)));
    if (list.empty() || list == "..." || list == "\xE2\x80\xA6") return;
    std::vector<Parameter> parameters;
    for (auto part : split(list, ',')) {
        part = trim(part);
        const bool bracket = part.starts_with("[") || part.ends_with("]");
        while (part.starts_with("[")) part.remove_prefix(1);
        while (part.ends_with("]") && part.find('[') == std::string_view::npos) part.remove_suffix(1);
        if (part.empty() || part.front() == '"' || part.front() == '\'' || (part.front() >= '0' && part.front() <= '9'))
            return;  // a call
        auto parsed = parseParameters(
            part, part.find_first_of(":=?") != std::string_view::npos || part.find(' ') == std::string_view::npos
                      ? "Python"
                      : "C");
        if (parsed.size() > 1) return;
        if (parsed.empty()) continue;
        if (bracket) parsed.front().optional = true;
        parameters.push_back(std::move(parsed.front()));
    }
    if (parameters.empty()) return;
    Finding finding = proseFinding(context, name, "-", "signature", line, quote);
    finding.value = {ClaimValue::Type::Signature, signatureText(parameters), {}};
    sink.add(std::move(finding));
    for (const auto& parameter : parameters) {
        if (parameter.name.empty() || parameter.variadic) continue;
        const auto written = std::string(name) + "." + parameter.name;
        if (auto value = literalValue(parameter.defaultText, normalName(written).unit)) {
            Finding preset = proseFinding(context, written, "-", "default", line, quote);
            preset.value = std::move(*value);
            sink.add(std::move(preset));
        }
        if (const auto type = typeClass(parameter.type); !type.empty()) {
            Finding typed = proseFinding(context, written, "-", "type", line, quote);
            typed.value = textValue(type);
            sink.add(std::move(typed));
        }
    }
}

}  // namespace skein::coherence
