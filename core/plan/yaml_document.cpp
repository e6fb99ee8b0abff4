#include "core/plan/yaml_document.h"

#include <charconv>
#include <cmath>
#include <optional>
#include <sstream>
#include <vector>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "core/base/limits.h"
#include "core/base/text.h"

namespace skein::plan {
namespace {

bool allDigits(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?  (YAML 1.2.2, section 10.3.2)
bool looksLikeFraction(std::string_view text) {
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
    const auto exponentAt = text.find_first_of("eE");
    if (exponentAt != std::string_view::npos) {
        auto exponent = text.substr(exponentAt + 1);
        if (!exponent.empty() && (exponent.front() == '-' || exponent.front() == '+')) exponent.remove_prefix(1);
        if (!allDigits(exponent)) return false;
        text = text.substr(0, exponentAt);
    }
    const auto point = text.find('.');
    const auto whole = text.substr(0, point);
    const auto fraction = point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
    if (!whole.empty() && !allDigits(whole)) return false;
    if (!fraction.empty() && !allDigits(fraction)) return false;
    return !whole.empty() || !fraction.empty();
}

std::optional<Json> plainNumber(std::string_view text) {
    std::string_view digits = text;
    if (!digits.empty() && digits.front() == '+') digits.remove_prefix(1);
    std::string_view unsignedDigits = digits;
    if (!unsignedDigits.empty() && unsignedDigits.front() == '-') unsignedDigits.remove_prefix(1);
    int base = 0;
    if (allDigits(unsignedDigits)) base = 10;
    else if (text.starts_with("0o")) base = 8;
    else if (text.starts_with("0x")) base = 16;
    if (base != 0) {
        if (base != 10) digits.remove_prefix(2);
        std::int64_t value = 0;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
        if (error == std::errc{} && end == digits.data() + digits.size()) return Json(value);
        if (base != 10) return std::nullopt;
    }
    if (!looksLikeFraction(text)) return std::nullopt;
    double value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc{} || end != digits.data() + digits.size() || !std::isfinite(value)) return std::nullopt;
    return Json(value);
}

Json plainScalar(const std::string& text) {
    if (text == "true" || text == "True" || text == "TRUE") return true;
    if (text == "false" || text == "False" || text == "FALSE") return false;
    if (auto number = plainNumber(text)) return *std::move(number);
    return text;
}

/// Builds the value from parser events. Errors leave as YAML::ParserException, which parseYaml catches: the parser
/// offers no other way to stop it.
class Builder final : public YAML::EventHandler {
public:
    explicit Builder(YamlDocument& document) : m_document(document) {}

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { scalar(mark, anchor, nullptr, {}); }

    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& text) override {
        const bool plain = tag == "?" || tag.empty();
        if (!plain && tag != "!" && tag != "tag:yaml.org,2002:str") refuseTag(mark, tag);
        Json value = plain ? plainScalar(text) : Json(text);
        scalar(mark, anchor, std::move(value), plain ? text : std::string());
    }

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        const auto found = m_anchors.find(anchor);
        if (found == m_anchors.end()) throw YAML::ParserException(mark, "an alias may not stand inside its own anchor");
        if (expectsKey()) {
            setKey(mark, found->second.value);
            return;
        }
        count(mark, found->second.nodes);
        notePlace(mark, {});
        put(found->second.value);
    }

    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open(mark, tag, anchor, Json::array());
    }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open(mark, tag, anchor, Json::object());
    }
    void OnSequenceEnd() override { close(); }
    void OnMapEnd() override { close(); }

private:
    struct Frame {
        Json value;
        std::string key;
        bool hasKey = false;
        std::size_t pathLength = 0;  ///< of m_path when the frame was opened
        YAML::anchor_t anchor = 0;
        std::size_t firstNode = 0;
    };
    struct Anchored {
        Json value;
        std::size_t nodes = 1;
    };

    bool expectsKey() const {
        return !m_frames.empty() && m_frames.back().value.is_object() && !m_frames.back().hasKey;
    }

    [[noreturn]] static void refuseTag(const YAML::Mark& mark, const std::string& tag) {
        throw YAML::ParserException(mark, "the tag " + elide(tag, 60) + " is not read; write the value without it");
    }

    void count(const YAML::Mark& mark, std::size_t nodes) {
        m_nodes += nodes;
        if (m_nodes > limits::maxYamlNodes) {
            tooLarge = true;
            throw YAML::ParserException(
                mark, fmt::format("more than {} values after expanding aliases", limits::maxYamlNodes));
        }
    }

    void setKey(const YAML::Mark& mark, const Json& key) {
        if (!key.is_string() && !key.is_number() && !key.is_boolean())
            throw YAML::ParserException(mark, "expected a key that is a word");
        Frame& frame = m_frames.back();
        frame.key = key.is_string() ? key.get<std::string>() : key.dump();
        if (frame.value.contains(frame.key))
            throw YAML::ParserException(mark, "the key '" + elide(frame.key, 60) + "' appears twice in one object");
        frame.hasKey = true;
        m_path.resize(frame.pathLength);
        m_path += (m_path.empty() ? "" : ".") + frame.key;
        m_document.places[m_path].line = mark.line + 1;
    }

    /// Remembers where the value about to be put stands; list items have no key of their own.
    void notePlace(const YAML::Mark& mark, const std::string& numberText) {
        if (!m_frames.empty() && m_frames.back().value.is_array()) {
            m_path.resize(m_frames.back().pathLength);
            m_path += fmt::format("[{}]", m_frames.back().value.size());
        }
        auto& place = m_document.places[m_path];
        if (place.line == 0) place.line = mark.line + 1;
        place.scalar = numberText;
    }

    void scalar(const YAML::Mark& mark, YAML::anchor_t anchor, Json value, const std::string& text) {
        count(mark, 1);
        if (expectsKey()) {
            setKey(mark, text.empty() ? value : Json(text));
            return;
        }
        notePlace(mark, value.is_number() ? text : std::string());
        if (anchor != 0) m_anchors[anchor] = {value, 1};
        put(std::move(value));
    }

    void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, Json container) {
        if (tag != "?" && tag != "!" && !tag.empty()) refuseTag(mark, tag);
        if (expectsKey()) throw YAML::ParserException(mark, "expected a key that is a word");
        count(mark, 1);
        if (m_frames.size() >= limits::maxYamlDepth) {
            tooLarge = true;
            throw YAML::ParserException(mark, fmt::format("nested deeper than {} levels", limits::maxYamlDepth));
        }
        notePlace(mark, {});
        m_frames.push_back({std::move(container), {}, false, m_path.size(), anchor, m_nodes});
    }

    void close() {
        Frame frame = std::move(m_frames.back());
        m_frames.pop_back();
        if (frame.anchor != 0) m_anchors[frame.anchor] = {frame.value, m_nodes - frame.firstNode + 1};
        put(std::move(frame.value));
    }

    void put(Json value) {
        if (m_frames.empty()) {
            m_document.value = std::move(value);
            return;
        }
        Frame& parent = m_frames.back();
        if (parent.value.is_array()) {
            parent.value.push_back(std::move(value));
        } else {
            parent.value[parent.key] = std::move(value);
            parent.hasKey = false;
        }
    }

public:
    bool tooLarge = false;

private:
    YamlDocument& m_document;
    std::vector<Frame> m_frames;
    std::map<YAML::anchor_t, Anchored> m_anchors;
    std::string m_path;
    std::size_t m_nodes = 0;
};

}  // namespace

FieldOrigin YamlDocument::origin(const std::string& fileName) const {
    return {fileName, [this](const FieldPath& path) {
                const auto found = places.find(path.text());
                return found == places.end() ? 0 : found->second.line;
            }};
}

std::string YamlDocument::numberText(const FieldPath& path) const {
    const auto found = places.find(path.text());
    return found == places.end() ? std::string() : found->second.scalar;
}

Result<YamlDocument> parseYaml(std::string_view text, const std::string& fileName) {
    if (text.size() > limits::maxGoalFileBytes)
        return fail(ErrorCode::TooLarge,
                    fmt::format("{}: {} bytes; at most {} are read", fileName, text.size(), limits::maxGoalFileBytes));
    if (!isValidUtf8(text)) return fail(ErrorCode::InvalidInput, fileName + ": expected UTF-8 text");
    YamlDocument document;
    Builder builder(document);
    try {
        std::istringstream stream{std::string(text)};
        YAML::Parser parser(stream);
        if (!parser.HandleNextDocument(builder)) return document;
        YamlDocument ignored;
        Builder rest(ignored);
        if (parser.HandleNextDocument(rest))
            return fail(ErrorCode::InvalidInput, fileName + ": expected one YAML document, found several");
    } catch (const YAML::Exception& error) {
        const std::string where = error.mark.is_null() ? fileName : fmt::format("{}:{}", fileName, error.mark.line + 1);
        return fail(builder.tooLarge ? ErrorCode::TooLarge : ErrorCode::InvalidInput, where + ": " + error.msg);
    }
    return document;
}

}  // namespace skein::plan
