#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>
#include <utility>

#include "core/base/text.h"
#include "core/coherence/clauses.h"
#include "core/coherence/extract_code.h"
#include "core/coherence/extract_prose.h"
#include "core/coherence/prose_terms.h"
#include "core/coherence/values.h"

namespace skein::coherence {
namespace {

/// What a column of a table says about the thing its row names.
enum class Column {
    Ignored,
    Name,
    Default,
    Value,
    Type,
    Required,
    Optional,
    Unit,
    Min,
    Max,
    Range,
    Allowed,
    Port,
    Version
};

Column columnOf(std::string_view header) {
    std::string text;
    for (const auto& word : wordsOf(header)) text += (text.empty() ? "" : " ") + word;
    if (text.ends_with(" name")) text.resize(text.size() - 5);
    if (isOneOf(text, {"name",
                       "key",
                       "option",
                       "setting",
                       "variable",
                       "parameter",
                       "param",
                       "field",
                       "property",
                       "column",
                       "flag",
                       "argument",
                       "constant",
                       "environment variable",
                       "env var",
                       "env variable",
                       "attribute",
                       "config key",
                       "configuration key",
                       "service",
                       "component",
                       "limit",
                       "endpoint",
                       "entity",
                       "quantity",
                       "item",
                       "element",
                       "header"}))
        return Column::Name;
    if (isOneOf(text, {"default", "default value", "defaults"})) return Column::Default;
    if (isOneOf(text, {"value", "current value", "setting value"})) return Column::Value;
    if (isOneOf(text, {"type", "data type"})) return Column::Type;
    if (isOneOf(text, {"required", "mandatory", "presence", "req"})) return Column::Required;
    if (text == "optional") return Column::Optional;
    if (isOneOf(text, {"unit", "units"})) return Column::Unit;
    if (isOneOf(text, {"min", "minimum"})) return Column::Min;
    if (isOneOf(text, {"max", "maximum"})) return Column::Max;
    if (isOneOf(text, {"range", "allowed range", "valid range"})) return Column::Range;
    if (isOneOf(text, {"allowed values", "values", "allowed", "valid values", "possible values", "choices", "options",
                       "enum"}))
        return Column::Allowed;
    if (isOneOf(text, {"port", "tcp port", "http port"})) return Column::Port;
    return Column::Ignored;
}

/// A cell without emphasis and code marks.
std::string plainCell(std::string_view cell) {
    cell = trim(cell);
    while (cell.size() > 1 && (cell.front() == '*' || cell.front() == '`') && cell.back() == cell.front())
        cell = trim(cell.substr(1, cell.size() - 2));
    return std::string(cell);
}

constexpr std::size_t maxWordBytes = 120;  ///< as of values in configurations

/// A cell that holds one value and nothing else; "(seconds)" and the like behind it count as its unit.
std::optional<ClaimValue> cellValue(std::string_view cell, std::string_view unit) {
    std::string text = plainCell(cell);
    if (text.empty() || isOneOf(text, {"-", "--", "\xE2\x80\x94", "\xE2\x80\x93", "none", "None", "n/a", "N/A", "null",
                                       "unset", "empty", "(none)", "varies", "auto"}))
        return std::nullopt;
    if (const auto tokens = tokenise(cell); tokens.size() == 2 && tokens[0].number && isTextUnit(tokens[1].lower))
        return numberValue(tokens[0].number->text, tokens[1].lower);
    else if (tokens.size() == 2 && tokens[0].kind == Token::Kind::Code && isTextUnit(tokens[1].lower))
        return numberValue(tokens[0].text, tokens[1].lower);
    if (auto value = literalValue(text, unit)) return value;
    const bool code = !cell.empty() && cell.front() == '`';
    const bool word = text.size() <= maxWordBytes && std::all_of(text.begin(), text.end(), [](char c) {
                          return isIdentifierChar(c) || c == '-' || c == '.' || c == '/' || c == ':';
                      });
    if (word && code) return textValue(text);
    return std::nullopt;
}

std::optional<Modality> presenceCell(std::string_view cell, Column column) {
    const std::string text = toLowerAscii(plainCell(cell));
    const bool yes = isOneOf(text, {"yes", "y", "true", "x", "\xE2\x9C\x93", "\xE2\x9C\x94", "\xE2\x9C\x85", "always"});
    const bool no = isOneOf(text, {"no", "n", "false", "\xE2\x9C\x97", "\xE2\x9D\x8C", "-"});
    if (isOneOf(text, {"required", "mandatory"})) return Modality::Required;
    if (text == "optional") return Modality::Optional;
    if (isOneOf(text, {"forbidden", "not allowed", "must not be set", "never"})) return Modality::Forbidden;
    if (column == Column::Required && (yes || no)) return yes ? Modality::Required : Modality::Optional;
    if (column == Column::Optional && (yes || no)) return yes ? Modality::Optional : Modality::Required;
    return std::nullopt;
}

/// "1-100", "1 - 100", "1..100", "1 to 100".
std::optional<std::pair<ClaimValue, ClaimValue>> rangeCell(std::string_view cell, std::string_view unit) {
    const std::string text = plainCell(cell);
    for (const std::string_view separator : {"..", "\xE2\x80\x93", " to ", " - ", "-"}) {
        const auto at = text.find(separator, 1);
        if (at == std::string::npos) continue;
        const auto high = numberValue(std::string_view(text).substr(at + separator.size()), unit);
        auto low = numberValue(std::string_view(text).substr(0, at), unit);
        if (!low || !high) return std::nullopt;
        if (low->unit != high->unit) return std::nullopt;
        return std::pair(*low, *high);
    }
    return std::nullopt;
}

/// "lucene": a value that its table writes without marks.
bool isBareWord(std::string_view cell) {
    cell = trim(cell);
    return cell.size() > 1 && cell.size() <= 30 &&
           std::all_of(
               cell.begin(), cell.end(),
               [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_'; }) &&
           cell[0] >= 'a' &&
           !isOneOf(cell, {"required",  "optional", "none", "empty",   "unset",    "null",     "varies",
                           "auto",      "any",      "all",  "default", "yes",      "no",       "unlimited",
                           "inherited", "same",     "see",  "string",  "number",   "integer",  "boolean",
                           "enabled",   "disabled", "on",   "off",     "computed", "platform", "n-a"});
}

struct RowName {
    std::string written;
    int confidencePerMille = 1000;
};

std::optional<RowName> rowName(std::string_view cell) {
    const auto tokens = tokenise(cell);
    if (tokens.empty() || tokens.size() > 8) return std::nullopt;
    if (tokens[0].kind == Token::Kind::Code) {
        const bool alone =
            tokens.size() == 1 || tokens[1].kind == Token::Kind::Mark || tokens[1].kind == Token::Kind::Word;
        std::string_view text = tokens[0].text;
        while (text.starts_with("-")) text.remove_prefix(1);
        const bool name = !text.empty() && text.size() < 120 && std::all_of(text.begin(), text.end(), [](char c) {
            return isIdentifierChar(c) || c == '.' || c == '-' || c == ':' || c == '/';
        });
        if (alone && name) return RowName{std::string(text), 1000};
        return std::nullopt;
    }
    if (tokens.size() == 1 && tokens[0].kind == Token::Kind::Word)
        return RowName{tokens[0].text, looksLikeIdentifier(tokens[0].text) ? 1000 : 700};
    std::string written;
    for (const auto& token : tokens) {
        if (token.kind != Token::Kind::Word) return std::nullopt;
        if (isOneOf(token.lower, {"the", "of", "number"})) continue;
        written += (written.empty() ? "" : "_") + token.lower;
    }
    return written.empty() ? std::nullopt : std::optional(RowName{written, 700});
}

struct TableReader {
    const ProseContext& context;
    ClaimSink& sink;
    std::vector<Column> columns;
    std::vector<std::string> headers;
    std::size_t nameColumn = 0;

    void row(std::string_view text, std::uint32_t line) const;
    void cell(const RowName& name, Column column, std::string_view text, std::string_view unit, std::uint32_t line,
              std::string_view quote) const;
    void emit(const RowName& name, std::string_view predicate, ClaimValue value, std::uint32_t line,
              std::string_view quote, Modality modality = Modality::Observed) const {
        Finding finding = proseFinding(context, name.written, {}, predicate, line, quote);
        finding.basis = context.source->tableBasis;
        finding.value = std::move(value);
        finding.modality = modality;
        finding.confidencePerMille = name.confidencePerMille;
        finding.sentence = name.written + ": " + std::string(predicate.empty() ? "value" : predicate) + " " +
                           describeValue(finding.value);
        sink.add(std::move(finding));
    }
};

void TableReader::cell(const RowName& name, Column column, std::string_view text, std::string_view unit,
                       std::uint32_t line, std::string_view quote) const {
    switch (column) {
        case Column::Default:
        case Column::Value:
        case Column::Min:
        case Column::Max: {
            // A table of limits tells the most of each.
            const bool limits = column == Column::Value && isOneOf(toLowerAscii(headers[nameColumn]), {"limit"});
            const std::string_view predicate = column == Column::Default         ? "default"
                                               : column == Column::Min           ? "min"
                                               : column == Column::Max || limits ? "max"
                                                                                 : "";
            if (const auto value = cellValue(text, unit)) emit(name, predicate, *value, line, quote);
            else if (name.confidencePerMille >= 1000 && isBareWord(text))
                emit(name, predicate, textValue(trim(text)), line, quote);
            break;
        }
        case Column::Range:
            if (const auto range = rangeCell(text, unit)) {
                emit(name, "min", range->first, line, quote);
                emit(name, "max", range->second, line, quote);
            }
            break;
        case Column::Type: {
            const auto tokens = tokenise(text);
            if (tokens.size() != 1) break;
            if (const auto kind = typeClass(tokens[0].text); !kind.empty() && kind != "nothing")
                emit(name, "type", textValue(kind), line, quote);
            break;
        }
        case Column::Required:
        case Column::Optional:
            if (const auto modality = presenceCell(text, column))
                emit(name, "presence", textValue(modalityName(*modality)), line, quote, *modality);
            break;
        case Column::Allowed: {
            auto tokens = tokenise(text);
            tokens.push_back({Token::Kind::Mark, ".", ".", std::nullopt});
            std::size_t end = 0;
            auto members = listedMembers(tokens, 0, end);
            if (members.size() > 1) emit(name, "values", setValue(std::move(members)), line, quote);
            break;
        }
        case Column::Port:
            if (const auto value = cellValue(text, ""); value && value->type == ClaimValue::Type::Number)
                emit({name.written + ".port", 900}, "value", *value, line, quote);
            break;
        default: break;
    }
}

void TableReader::row(std::string_view text, std::uint32_t line) const {
    const auto cells = tableCells(text);
    if (cells.size() <= nameColumn) return;
    const auto name = rowName(cells[nameColumn]);
    if (!name) return;
    std::string unit = normalName(name->written).unit;
    for (std::size_t i = 0; i < cells.size() && i < columns.size(); ++i)
        if (columns[i] == Column::Unit && isTextUnit(plainCell(cells[i]))) unit = toLowerAscii(plainCell(cells[i]));
    for (std::size_t i = 0; i < cells.size() && i < columns.size(); ++i) {
        // "Default (ms)": the header names the unit of its column.
        std::string columnUnit = unit;
        if (const auto open = headers[i].find('('); open != std::string::npos)
            if (const auto close = headers[i].find(')', open); close != std::string::npos)
                if (const auto word = trim(std::string_view(headers[i]).substr(open + 1, close - open - 1));
                    isTextUnit(word))
                    columnUnit = toLowerAscii(word);
        cell(*name, columns[i], cells[i], columnUnit, line, text);
    }
}

std::string withoutUnit(std::string_view header) { return std::string(trim(header.substr(0, header.find('(')))); }

/// Headings that are a function, a dotted name, a path of an interface, or hold a code span.
std::string identifierIn(std::string_view heading) {
    const auto tokens = tokenise(heading);
    for (const auto& token : tokens) {
        std::string_view text = token.text;
        const bool call = text.find('(') != std::string_view::npos;
        if (call) text = text.substr(0, text.find('('));
        const bool operation = !operationSegments(text).empty();
        if (token.kind == Token::Kind::Code &&
            (operation || (text.find(' ') == std::string_view::npos && text.find('.') != 0)))
            return std::string(text);
        if (token.kind == Token::Kind::Word && looksLikeIdentifier(token.text) &&
            token.text.find_first_of("_.") != std::string::npos)
            return token.text;
    }
    return {};
}

/// The words of headings that say which part is meant.
std::string specificWords(std::string_view heading) {
    std::string out;
    for (const auto& word : wordsOf(heading))
        if (!isGenericContext(word) && environmentOf(word).empty() && word.size() > 1)
            out += (out.empty() ? "" : " ") + word;
    return out;
}

/// A heading without the identifiers and calls in it: `run_tests(spec)` is not about an environment for tests.
std::string wordsAround(std::string_view heading) {
    std::string out;
    for (const auto& token : tokenise(heading)) {
        const bool identifier = looksLikeIdentifier(token.text) || token.text.find_first_of("(_.") != std::string::npos;
        if (!identifier) out += token.text + " ";
    }
    return out;
}

/// The context of everything below a stack of headings.
ProseContext contextUnder(const ProseSource& source, const std::vector<std::pair<int, std::string>>& headings) {
    ProseContext context{&source, {}, {}, {}, environmentOfPath(source.path)};
    for (std::size_t i = 0; i < headings.size(); ++i) {
        const auto& [level, title] = headings[i];
        for (const auto& word : wordsOf(wordsAround(title))) {
            if (context.environment.empty()) context.environment = environmentOf(word);
            if (isOneOf(word, {"changelog", "history", "migration", "migrating", "upgrading", "roadmap", "unreleased",
                               "deprecated", "example", "examples", "alternatives", "proposal"}))
                context.environment = word.starts_with("example") ? "example" : "history";
        }
        if (auto owner = identifierIn(title); !owner.empty()) context.owner = owner;
        else if (!context.owner.empty() && i + 1 == headings.size() && specificWords(title).empty()) {
        }  // "Parameters" below a function
        else
            context.owner.clear();
        const auto words = specificWords(title);
        if (i == 0 && headings.size() > 1) continue;  // the title of the document names all of it
        if (!words.empty()) {
            context.section += (context.section.empty() ? "" : " ") + words;
            context.looseOwner = words;
        }
    }
    if (std::count(context.looseOwner.begin(), context.looseOwner.end(), ' ') > 2) context.looseOwner.clear();
    return context;
}

/// "CustomerService.update:" or "**`create_order`**" alone on a line names what the following lines are about.
std::string pseudoHeading(std::string_view text) {
    if (text.size() > 120 || text.find('\n') != std::string_view::npos) return {};
    auto tokens = tokenise(text);
    if (!tokens.empty() && tokens.back().text == ":") tokens.pop_back();
    if (tokens.size() >= 2 && tokens[tokens.size() - 1].text == ")" && tokens.back().kind == Token::Kind::Mark)
        while (tokens.size() > 1) tokens.pop_back();
    if (tokens.size() != 1) return {};
    std::string name = tokens[0].text.substr(0, tokens[0].text.find('('));
    return tokens[0].kind == Token::Kind::Code || looksLikeIdentifier(name) ? name : std::string();
}

/// The entries of a definition list as items that name what they are about in each sentence: "`port`", then ": Default
/// is 8080." on a line of its own, or "port:: 8080". Nothing where a paragraph is no such list.
std::vector<TextPiece> definitionItems(const MarkdownBlock& block) {
    std::vector<TextPiece> items;
    std::string term;
    const auto nameIn = [](std::string_view line) -> std::string {
        const auto tokens = tokenise(line);
        if (tokens.size() != 1 || (tokens[0].kind != Token::Kind::Code && tokens[0].kind != Token::Kind::Word))
            return {};
        return isPlainIdentifier(tokens[0].text) ? "`" + tokens[0].text + "`" : std::string();
    };
    auto line = block.line;
    for (const auto row : splitLines(block.text)) {
        const auto text = trim(row);
        const auto colons = text.find(":: ");
        std::string_view said;
        if (text.starts_with(": ") && !term.empty()) {
            said = trim(text.substr(2));
        } else if (colons != std::string_view::npos && !nameIn(text.substr(0, colons)).empty()) {
            term = nameIn(text.substr(0, colons));
            said = trim(text.substr(colons + 3));
        } else {
            term = nameIn(text);
            if (term.empty()) return {};
        }
        for (auto& sentence : sentencesOf({std::string(said), line, true}))
            items.push_back({term + ": " + sentence.text, sentence.line, true});
        ++line;
    }
    return items;
}

/// A text without what is struck through in it; lines stay where they are.
std::string withoutStruck(std::string text) {
    for (auto open = text.find("~~"); open != std::string::npos; open = text.find("~~", open)) {
        const auto close = text.find("~~", open + 2);
        if (close == std::string::npos) break;
        std::string lines(static_cast<std::size_t>(std::count(text.begin() + static_cast<std::ptrdiff_t>(open),
                                                              text.begin() + static_cast<std::ptrdiff_t>(close), '\n')),
                          '\n');
        text.replace(open, close + 2 - open, lines);
    }
    return text;
}

}  // namespace

void extractFromTable(const ProseContext& context, const MarkdownBlock& table, ClaimSink& sink) {
    const auto rows = splitLines(table.text);
    if (rows.size() < 3) return;
    extractSumOfTable(context, table, sink);
    TableReader reader{context, sink, {}, tableCells(rows[0]), 0};
    bool hasName = false, hasExample = false;
    for (std::size_t i = 0; i < reader.headers.size(); ++i) {
        const auto column = columnOf(withoutUnit(reader.headers[i]));
        if (column == Column::Name && !hasName) {
            hasName = true;
            reader.nameColumn = i;
        }
        // "dev | staging | production" are no columns of one truth.
        if (!environmentOf(toLowerAscii(reader.headers[i])).empty()) hasExample = true;
        reader.columns.push_back(column == Column::Name ? Column::Ignored : column);
    }
    if (!hasName || hasExample) return;
    for (std::size_t i = 2; i < rows.size(); ++i) reader.row(rows[i], table.line + static_cast<std::uint32_t>(i));
    if (context.owner.empty() ||
        !isOneOf(toLowerAscii(reader.headers[reader.nameColumn]), {"parameter", "argument", "param"}))
        return;
    // A table of parameters lists names that the function has; it may leave some out, so its signature is open.
    std::vector<Parameter> parameters;
    std::string quote;
    for (std::size_t i = 2; i < rows.size(); ++i) {
        quote.append(i > 2 ? "\n" : "").append(rows[i]);
        const auto cells = tableCells(rows[i]);
        const auto name = cells.size() > reader.nameColumn ? rowName(cells[reader.nameColumn]) : std::nullopt;
        if (!name || name->confidencePerMille < 1000) continue;
        parameters.push_back({name->written, {}, {}, true, false});
    }
    if (parameters.size() < 2) return;
    parameters.push_back({{}, {}, {}, true, true});
    Finding finding = proseFinding(context, context.owner, "-", "signature", table.line + 2, quote);
    finding.basis = context.source->tableBasis;
    finding.value = {ClaimValue::Type::Signature, signatureText(parameters), {}};
    finding.sentence = context.owner + " has the parameters " + finding.value.text;
    sink.add(std::move(finding));
}

void extractFromMarkdown(const ProseSource& source, std::string_view text, ClaimSink& sink) {
    std::vector<std::pair<int, std::string>> headings;
    for (const auto& title : source.headings) headings.emplace_back(0, title);
    ProseContext context = contextUnder(source, headings);
    ListSum list;
    for (const auto& block : markdownBlocks(text)) {
        if (context.environment != "history") list.take(context, block, sink);
        if (block.kind == MarkdownBlock::Kind::Heading) {
            while (!headings.empty() && headings.back().first >= block.level) headings.pop_back();
            headings.emplace_back(block.level, block.text);
            context = contextUnder(source, headings);
            if (context.environment == "history") continue;
            const auto tokens = tokenise(block.text);
            for (const auto& token : tokens)
                if (token.kind == Token::Kind::Code)
                    extractSignature(context, token.text, block.line, block.text, sink);
            if (block.text.find('`') == std::string::npos && block.text.ends_with(")") &&
                looksLikeIdentifier(std::string_view(block.text).substr(0, block.text.find('('))))
                extractSignature(context, block.text, block.line, block.text, sink);
            continue;
        }
        if (context.environment == "history") continue;
        if (block.kind == MarkdownBlock::Kind::Table) {
            extractFromTable(context, block, sink);
            continue;
        }
        if (auto owner = pseudoHeading(block.text); !owner.empty() && block.kind == MarkdownBlock::Kind::Paragraph) {
            context.owner = std::move(owner);
            continue;
        }
        if (block.kind == MarkdownBlock::Kind::Paragraph)
            if (const auto items = definitionItems(block); !items.empty()) {
                for (const auto& item : items) extractFromSentence(context, item, sink);
                continue;
            }
        std::vector<Token> before;
        ProseContext said = context;
        for (const auto& sentence :
             sentencesOf({withoutStruck(block.text), block.line, block.kind == MarkdownBlock::Kind::ListItem})) {
            extractFromSentence(said, sentence, sink);
            auto tokens = tokenise(sentence.text);
            // What follows in the paragraph is about the operation that it begins with.
            if (said.owner.empty() && !tokens.empty() && tokens[0].kind == Token::Kind::Code &&
                !operationSegments(tokens[0].text).empty())
                said.owner = tokens[0].text;
            if (auto plain = pronounResolved(tokens, before); !plain.empty()) {
                extractFromSentence(said, {plain, sentence.line, false, sentence.text}, sink);
                tokens = tokenise(plain);
            }
            before = std::move(tokens);
        }
    }
}

}  // namespace skein::coherence
