#include "core/deliverable/document.h"

#include <array>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/model/names.h"

namespace skein::deliverable {
namespace {

constexpr NameTable<Standing, 4> standingNames{{{Standing::Plain, "plain"},
                                                {Standing::Disputed, "disputed"},
                                                {Standing::Settled, "settled"},
                                                {Standing::Rejected, "rejected"}}};

// ---- writing -----------------------------------------------------------------------------------------------------

Json citeJson(const Cite& cite) {
    return Json{{"path", cite.path}, {"first", cite.lines.first}, {"last", cite.lines.last}};
}

template <class Item, class Write>
void putList(Json& object, const char* key, const std::vector<Item>& items, Write write) {
    if (items.empty()) return;
    Json list = Json::array();
    for (const Item& item : items) list.push_back(write(item));
    object[key] = std::move(list);
}

void putText(Json& object, const char* key, const std::string& text) {
    if (!text.empty()) object[key] = text;
}

Json statementJson(const Statement& statement) {
    Json json{{"text", statement.text}};
    putList(json, "cites", statement.cites, citeJson);
    if (statement.standing != Standing::Plain) json["standing"] = nameIn(standingNames, statement.standing);
    if (!statement.notes.empty()) json["notes"] = statement.notes;
    return json;
}

Json symbolTableJson(const SymbolTable& table) {
    Json json{{"path", table.path}};
    putText(json, "caption", table.caption);
    if (table.captionLines) json["caption_lines"] = {table.captionLines->first, table.captionLines->last};
    putList(json, "rows", table.rows, [](const SymbolRow& row) {
        Json item = Json::array({row.name, row.signature, row.kind, row.doc, row.lines.first, row.lines.last});
        if (!row.condition.empty())
            for (Json part : {Json(row.condition), Json(row.conditionLines.first), Json(row.conditionLines.last)})
                item.push_back(std::move(part));
        return item;
    });
    return json;
}

Json tableJson(const Table& table) {
    Json json{{"header", table.header}};
    putText(json, "caption", table.caption);
    putList(json, "rows", table.rows, [](const TableRow& row) {
        Json item{{"cells", row.cells}, {"cite", citeJson(row.cite)}};
        putList(item, "more", row.more, citeJson);
        return item;
    });
    return json;
}

Json sectionJson(const Section& section) {
    Json json{{"title", section.title}};
    if (section.asList) json["list"] = true;
    putList(json, "statements", section.statements, statementJson);
    putList(json, "listings", section.listings, [](const Listing& listing) {
        Json item{{"language", listing.language}, {"text", listing.text}};
        if (!listing.cite.path.empty()) item["cite"] = citeJson(listing.cite);
        if (!listing.caption.empty()) item["caption"] = listing.caption;
        return item;
    });
    putList(json, "tables", section.tables, tableJson);
    putList(json, "symbols", section.symbols, symbolTableJson);
    putList(json, "index", section.index, [](const IndexEntry& entry) {
        return Json::array({entry.name, entry.cite.path, entry.cite.lines.first, entry.cite.lines.last});
    });
    putList(json, "sections", section.sections, sectionJson);
    return json;
}

// ---- reading -----------------------------------------------------------------------------------------------------

/// Reads members one after the other and keeps the first error.
class Reader {
public:
    bool failed() const { return m_error.has_value(); }
    Error error() const { return *m_error; }
    void refuse(ErrorCode code, std::string message) {
        if (!m_error) m_error = Error{code, std::move(message), {}};
    }

    std::string text(const Json& object, const char* key, const std::string& path) {
        auto value = jsonStringOr(object, key, "", path);
        if (!value) return refuse(value.error().code, value.error().message), std::string();
        return *value;
    }
    std::vector<std::string> texts(const Json& object, const char* key, const std::string& path) {
        std::vector<std::string> result;
        each(object, key, path, [&](const Json& item, const std::string& at) {
            if (!item.is_string()) return refuse(ErrorCode::InvalidInput, at + ": expected a string");
            result.push_back(item.get<std::string>());
        });
        return result;
    }
    std::uint32_t line(const Json& value, const std::string& path) {
        if (!value.is_number_integer() || value.get<std::int64_t>() < 1 || value.get<std::int64_t>() > 0x7fffffff) {
            refuse(ErrorCode::InvalidInput, path + ": expected a line number from 1");
            return 1;
        }
        return value.get<std::uint32_t>();
    }
    LineRange lines(const Json& first, const Json& last, const std::string& path) {
        const LineRange range{line(first, path), line(last, path)};
        if (range.last < range.first) refuse(ErrorCode::InvalidInput, path + ": the last line is before the first");
        return range;
    }
    Cite cite(const Json& json, const std::string& path) {
        if (!json.is_object() || !json.contains("first") || !json.contains("last")) {
            refuse(ErrorCode::InvalidInput, path + ": expected an object with path, first and last");
            return {};
        }
        return {text(json, "path", path), lines(json["first"], json["last"], path)};
    }
    template <class Visit>
    void each(const Json& object, const char* key, const std::string& path, Visit visit) {
        if (failed()) return;
        if (!object.is_object()) return refuse(ErrorCode::InvalidInput, path + ": expected an object");
        const auto found = object.find(key);
        if (found == object.end()) return;
        const std::string here = path.empty() ? key : path + "." + key;
        if (!found->is_array()) return refuse(ErrorCode::InvalidInput, here + ": expected an array");
        for (std::size_t i = 0; i < found->size() && !failed(); ++i) visit((*found)[i], fmt::format("{}[{}]", here, i));
    }

    std::size_t symbolRows = 0;

private:
    std::optional<Error> m_error;
};

Statement readStatement(Reader& reader, const Json& json, const std::string& path) {
    Statement statement;
    statement.text = reader.text(json, "text", path);
    reader.each(json, "cites", path,
                [&](const Json& item, const std::string& at) { statement.cites.push_back(reader.cite(item, at)); });
    const std::string standing = reader.text(json, "standing", path);
    if (!standing.empty()) {
        const auto value = valueIn(standingNames, standing);
        if (!value)
            reader.refuse(ErrorCode::InvalidInput, path + ".standing: expected plain, disputed, settled or rejected");
        else statement.standing = *value;
    }
    statement.notes = reader.texts(json, "notes", path);
    if (statement.text.empty()) reader.refuse(ErrorCode::InvalidInput, path + ".text: expected words");
    if (statement.cites.empty()) reader.refuse(ErrorCode::InvalidInput, path + ".cites: expected at least one place");
    return statement;
}

SymbolTable readSymbolTable(Reader& reader, const Json& json, const std::string& path) {
    SymbolTable table;
    table.path = reader.text(json, "path", path);
    table.caption = reader.text(json, "caption", path);
    if (json.is_object() && json.contains("caption_lines")) {
        const Json& range = json["caption_lines"];
        if (!range.is_array() || range.size() != 2)
            reader.refuse(ErrorCode::InvalidInput, path + ".caption_lines: expected [first, last]");
        else table.captionLines = reader.lines(range[0], range[1], path + ".caption_lines");
    }
    reader.each(json, "rows", path, [&](const Json& row, const std::string& at) {
        const bool conditional = row.is_array() && row.size() == 9 && row[6].is_string();
        const bool shaped = row.is_array() && (row.size() == 6 || conditional) && row[0].is_string() &&
                            row[1].is_string() && row[2].is_string() && row[3].is_string();
        if (!shaped)
            return reader.refuse(ErrorCode::InvalidInput,
                                 at + ": expected [name, signature, kind, doc, first, last] and, where it has one, "
                                      "condition, first, last");
        if (++reader.symbolRows > maxSymbolRows)
            return reader.refuse(ErrorCode::TooLarge,
                                 fmt::format("{}: more than {} symbols in one document", at, maxSymbolRows));
        table.rows.push_back({row[0].get<std::string>(), row[1].get<std::string>(), row[2].get<std::string>(),
                              row[3].get<std::string>(), reader.lines(row[4], row[5], at)});
        if (!conditional) return;
        table.rows.back().condition = row[6].get<std::string>();
        table.rows.back().conditionLines = reader.lines(row[7], row[8], at);
    });
    return table;
}

Table readTable(Reader& reader, const Json& json, const std::string& path) {
    Table table;
    table.caption = reader.text(json, "caption", path);
    table.header = reader.texts(json, "header", path);
    reader.each(json, "rows", path, [&](const Json& row, const std::string& at) {
        TableRow read;
        read.cells = reader.texts(row, "cells", at);
        if (!row.is_object() || !row.contains("cite"))
            return reader.refuse(ErrorCode::InvalidInput, at + ".cite: expected a place");
        read.cite = reader.cite(row["cite"], at + ".cite");
        reader.each(row, "more", at,
                    [&](const Json& item, const std::string& place) { read.more.push_back(reader.cite(item, place)); });
        if (read.cells.size() != table.header.size())
            reader.refuse(ErrorCode::InvalidInput,
                          fmt::format("{}.cells: expected {} cells, as the header has", at, table.header.size()));
        table.rows.push_back(std::move(read));
    });
    return table;
}

Section readSection(Reader& reader, const Json& json, const std::string& path, std::size_t depth) {
    Section section;
    if (depth > maxSectionDepth) {
        reader.refuse(ErrorCode::TooLarge, fmt::format("{}: sections nested more than {} deep", path, maxSectionDepth));
        return section;
    }
    section.title = reader.text(json, "title", path);
    if (auto list = jsonBoolOr(json, "list", false, path)) section.asList = *list;
    else reader.refuse(list.error().code, list.error().message);
    reader.each(json, "statements", path, [&](const Json& item, const std::string& at) {
        section.statements.push_back(readStatement(reader, item, at));
    });
    reader.each(json, "listings", path, [&](const Json& item, const std::string& at) {
        if (!item.is_object()) return reader.refuse(ErrorCode::InvalidInput, at + ": expected an object");
        section.listings.push_back({reader.text(item, "language", at), reader.text(item, "text", at),
                                    item.contains("cite") ? reader.cite(item["cite"], at) : Cite{},
                                    reader.text(item, "caption", at)});
    });
    reader.each(json, "tables", path, [&](const Json& item, const std::string& at) {
        section.tables.push_back(readTable(reader, item, at));
    });
    reader.each(json, "symbols", path, [&](const Json& item, const std::string& at) {
        section.symbols.push_back(readSymbolTable(reader, item, at));
    });
    reader.each(json, "index", path, [&](const Json& entry, const std::string& at) {
        if (!entry.is_array() || entry.size() != 4 || !entry[0].is_string() || !entry[1].is_string())
            return reader.refuse(ErrorCode::InvalidInput, at + ": expected [name, path, first, last]");
        section.index.push_back(
            {entry[0].get<std::string>(), {entry[1].get<std::string>(), reader.lines(entry[2], entry[3], at)}});
    });
    reader.each(json, "sections", path, [&](const Json& item, const std::string& at) {
        section.sections.push_back(readSection(reader, item, at, depth + 1));
    });
    return section;
}

Link readLink(Reader& reader, const Json& json, const std::string& path) {
    Link link;
    link.fromPath = reader.text(json, "from", path);
    link.toPath = reader.text(json, "to", path);
    link.lineText = reader.text(json, "word", path);
    link.names = reader.texts(json, "names", path);
    if (json.is_object() && json.contains("line")) link.line = reader.line(json["line"], path + ".line");
    return link;
}

}  // namespace

Json toJson(const Document& document) {
    Json json{{"skein_document", 1}, {"kind", document.kind}, {"title", document.title}};
    if (!document.paths.empty()) json["paths"] = document.paths;
    putList(json, "sections", document.sections, sectionJson);
    putList(json, "questions", document.questions, statementJson);
    putList(json, "links", document.links, [](const Link& link) {
        Json item{{"from", link.fromPath}, {"line", link.line}, {"to", link.toPath}};
        putText(item, "word", link.lineText);
        if (!link.names.empty()) item["names"] = link.names;
        return item;
    });
    putList(json, "usages", document.usages, [](const Usage& usage) {
        Json item{{"name", usage.name}, {"definition", citeJson(usage.definition)}, {"files", usage.files}};
        putList(item, "examples", usage.examples, citeJson);
        return item;
    });
    putList(json, "terms", document.terms, [](const Term& term) {
        return Json{{"term", term.term}, {"definition", term.definition}, {"cite", citeJson(term.cite)}};
    });
    putList(json, "disputes", document.disputes, [](const Dispute& dispute) {
        Json item{{"id", dispute.id}, {"reason", dispute.reason}};
        putText(item, "decision", dispute.decision);
        putList(item, "sides", dispute.sides, statementJson);
        return item;
    });
    putList(json, "appendices", document.appendices, sectionJson);
    if (!document.unfinished.empty()) json["unfinished"] = document.unfinished;
    putList(json, "components", document.components, [](const ComponentEntry& entry) {
        return Json{{"title", entry.title}, {"paths", entry.paths}};
    });
    return json;
}

Result<Document> documentFromJson(const Json& json) {
    if (!json.is_object() || !json.contains("skein_document"))
        return fail(ErrorCode::InvalidInput, "expected a document object with \"skein_document\": 1");
    Reader reader;
    Document document;
    document.kind = reader.text(json, "kind", "");
    document.title = reader.text(json, "title", "");
    document.paths = reader.texts(json, "paths", "");
    document.unfinished = reader.texts(json, "unfinished", "");
    reader.each(json, "sections", "", [&](const Json& item, const std::string& at) {
        document.sections.push_back(readSection(reader, item, at, 1));
    });
    reader.each(json, "questions", "", [&](const Json& item, const std::string& at) {
        document.questions.push_back(readStatement(reader, item, at));
    });
    reader.each(json, "links", "",
                [&](const Json& item, const std::string& at) { document.links.push_back(readLink(reader, item, at)); });
    reader.each(json, "usages", "", [&](const Json& item, const std::string& at) {
        if (!item.is_object() || !item.contains("definition") || !item.contains("files"))
            return reader.refuse(ErrorCode::InvalidInput, at + ": expected an object with name, definition and files");
        Usage usage{reader.text(item, "name", at),
                    reader.cite(item["definition"], at + ".definition"),
                    reader.line(item["files"], at + ".files"),
                    {}};
        reader.each(item, "examples", at, [&](const Json& place, const std::string& where) {
            usage.examples.push_back(reader.cite(place, where));
        });
        document.usages.push_back(std::move(usage));
    });
    reader.each(json, "terms", "", [&](const Json& item, const std::string& at) {
        if (!item.is_object() || !item.contains("cite"))
            return reader.refuse(ErrorCode::InvalidInput, at + ".cite: expected a place");
        document.terms.push_back(
            {reader.text(item, "term", at), reader.text(item, "definition", at), reader.cite(item["cite"], at)});
    });
    reader.each(json, "disputes", "", [&](const Json& item, const std::string& at) {
        Dispute dispute{
            reader.text(item, "id", at), reader.text(item, "reason", at), {}, reader.text(item, "decision", at)};
        reader.each(item, "sides", at, [&](const Json& side, const std::string& where) {
            dispute.sides.push_back(readStatement(reader, side, where));
        });
        document.disputes.push_back(std::move(dispute));
    });
    reader.each(json, "appendices", "", [&](const Json& item, const std::string& at) {
        document.appendices.push_back(readSection(reader, item, at, 1));
    });
    reader.each(json, "components", "", [&](const Json& item, const std::string& at) {
        document.components.push_back({reader.text(item, "title", at), reader.texts(item, "paths", at)});
    });
    if (reader.failed()) return Failure(reader.error());
    return document;
}

std::string escapeMarkdown(std::string_view prose) {
    std::string out;
    out.reserve(prose.size() + 16);
    const auto wordChar = [&](std::size_t i) {
        return i < prose.size() &&
               ((isIdentifierChar(prose[i]) && prose[i] != '_') || static_cast<unsigned char>(prose[i]) >= 0x80);
    };
    bool space = false;
    for (std::size_t i = 0; i < prose.size(); ++i) {
        const char c = prose[i];
        if (static_cast<unsigned char>(c) <= ' ' || c == 0x7f) {
            space = !out.empty();
            continue;
        }
        if (space) out += ' ', space = false;
        // An underscore between two word characters cannot open or close emphasis (CommonMark 0.30, section 6.2).
        const bool special = std::string_view("\\`*[]<>|~#").find(c) != std::string_view::npos || c == '&' ||
                             (c == '_' && !(i > 0 && wordChar(i - 1) && wordChar(i + 1)));
        if (special) out += '\\';
        out += c;
    }
    return out;
}

std::string codeSpan(std::string_view code) {
    std::string text;
    std::size_t longest = 0, run = 0;
    for (const char c : code) {
        const bool blank = static_cast<unsigned char>(c) <= ' ' || c == 0x7f;
        if (blank && (text.empty() || text.back() == ' ')) continue;
        text += blank ? ' ' : c;
        run = c == '`' ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    while (!text.empty() && text.back() == ' ') text.pop_back();
    if (text.empty()) return text;
    const std::string fence(longest + 1, '`');
    const std::string pad = text.front() == '`' || text.back() == '`' ? " " : "";
    return fence + pad + text + pad + fence;
}

}  // namespace skein::deliverable
