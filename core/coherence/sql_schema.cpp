#include "core/coherence/sql_schema.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "core/base/text.h"
#include "core/coherence/sql_tokens.h"

namespace skein::coherence {
namespace {

using sql::Reader;
using sql::Token;
using sql::Tokens;

constexpr std::size_t maxColumns = 20'000;

bool isOneOf(std::string_view word, std::initializer_list<std::string_view> list) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

std::string joined(const std::vector<std::string>& names) {
    std::string out;
    for (const auto& name : names) out += (out.empty() ? "" : ",") + name;
    return out;
}

/// One name for what dialects call otherwise.
std::string generalType(const std::string& written) {
    static const std::map<std::string, std::string, std::less<>> names{{"integer", "int"},
                                                                       {"int4", "int"},
                                                                       {"mediumint", "int"},
                                                                       {"serial", "int"},
                                                                       {"serial4", "int"},
                                                                       {"int8", "bigint"},
                                                                       {"bigserial", "bigint"},
                                                                       {"serial8", "bigint"},
                                                                       {"int2", "smallint"},
                                                                       {"smallserial", "smallint"},
                                                                       {"bool", "boolean"},
                                                                       {"bit", "boolean"},
                                                                       {"character varying", "varchar"},
                                                                       {"nvarchar", "varchar"},
                                                                       {"varchar2", "varchar"},
                                                                       {"character", "char"},
                                                                       {"nchar", "char"},
                                                                       {"decimal", "numeric"},
                                                                       {"dec", "numeric"},
                                                                       {"number", "numeric"},
                                                                       {"float8", "double"},
                                                                       {"double precision", "double"},
                                                                       {"float", "double"},
                                                                       {"float4", "real"},
                                                                       {"timestamp with time zone", "timestamptz"},
                                                                       {"timestamp without time zone", "timestamp"},
                                                                       {"time with time zone", "timetz"},
                                                                       {"clob", "text"},
                                                                       {"longtext", "text"},
                                                                       {"mediumtext", "text"}};
    const auto found = names.find(written);
    return found == names.end() ? written : found->second;
}

class Script {
public:
    explicit Script(SqlSchema& schema) : m_schema(schema) {}

    void apply(Reader statement) {
        const bool known = statement.atOneOf({"create", "drop", "alter", "rename"});
        if (statement.take("create")) create(statement);
        else if (statement.take("drop")) drop(statement);
        else if (statement.take({"alter", "table"})) alterTable(statement);
        else if (statement.take({"alter", "type"})) alterType(statement);
        else if (statement.take({"rename", "table"})) renameTable(statement);
        m_schema.isSql = m_schema.isSql || known;
    }

private:
    static void skipExists(Reader& in) {
        in.take({"if", "not", "exists"}) || in.take({"if", "exists"});
        in.take("only");
    }

    void create(Reader& in) {
        in.take({"or", "replace"});
        while (in.atOneOf({"temporary", "temp", "unlogged", "global", "local", "materialized", "external"})) in.word();
        if (in.take("table")) return createTable(in);
        if (in.take("type")) {
            const auto name = in.name();
            if (in.take({"as", "enum"})) m_schema.enums[name] = texts(in.parenthesised());
            return;
        }
        if (in.take("view")) return createView(in);
        if (in.take("function") || in.take("procedure")) return createFunction(in);
        const bool unique = in.take("unique");
        in.take("clustered") || in.take("nonclustered");
        if (!in.take("index") || !unique) return;
        in.take("concurrently");
        skipExists(in);
        const auto name = in.at("on") ? std::string() : in.name();
        if (!in.take("on")) return;
        in.take("only");
        const auto table = in.name();
        if (in.take("using")) in.word();
        const auto columns = joined(sql::namesIn(in.parenthesised()));
        if (in.at("where")) return;
        if (auto* held = tableOf(table)) held->uniques[columns] = name;
        m_schema.indexOf[name] = table;
    }

    static std::vector<std::string> texts(const Tokens& tokens) {
        std::vector<std::string> out;
        for (const auto& token : tokens)
            if (token.kind == Token::Kind::Text) out.push_back(token.text);
        return out;
    }

    void createTable(Reader& in) {
        skipExists(in);
        SqlTable table;
        table.name = in.name();
        if (!in.at("(")) return;
        for (auto& part : sql::splitByComma(in.parenthesised())) define(table, part);
        m_schema.tables[table.name] = std::move(table);
    }

    void createView(Reader& in) {
        skipExists(in);
        const auto name = in.name();
        std::vector<std::string> columns;
        if (in.at("(")) columns = sql::namesIn(in.parenthesised());
        while (!in.done() && !in.take("select")) in.word();
        in.take("distinct");
        if (columns.empty()) {
            Tokens list;
            for (int depth = 0; !in.done() && (depth > 0 || !in.at("from"));) {
                depth += in.at("(") ? 1 : in.at(")") ? -1 : 0;
                list.push_back(in.token());
            }
            // The last word of each names it: "c.email", "count(*) AS orders", "total amount".
            for (auto& part : sql::splitByComma(list)) {
                std::string last;
                while (!part.done()) last = part.word();
                columns.push_back(last);
            }
        }
        m_schema.views[name] = std::move(columns);
    }

    void createFunction(Reader& in) {
        const auto name = in.name();
        std::string parameters;
        for (auto& part : sql::splitByComma(in.parenthesised())) {
            while (part.atOneOf({"in", "out", "inout", "variadic"})) part.word();
            const auto first = part.word();
            const auto type = part.expression({"default", "="});
            parameters += (parameters.empty() ? "" : ",") + (type.empty() ? first : generalType(type));
            if (!part.done()) parameters += '?';
        }
        std::string out = "(" + parameters + ")";
        if (in.take("returns")) out += " returns " + in.expression({"language", "as", "begin", "immutable", "stable"});
        m_schema.functions[name] = std::move(out);
    }

    /// A column, or a constraint of the table.
    void define(SqlTable& table, Reader& in) {
        std::string name;
        if (in.take("constraint") && !in.atOneOf({"primary", "unique", "foreign", "check"})) name = in.name();
        if (constrain(table, in, name, {})) return;
        if (!name.empty() || in.atOneOf({"key", "index", "fulltext", "spatial", "exclude", "like", "period"}) ||
            ++m_columns > maxColumns)
            return;
        SqlColumn column;
        column.name = in.name();
        if (column.name.empty()) return;
        readType(column, in);
        table.columns.push_back(column);
        readRules(table, table.columns.back(), in);
    }

    /// A constraint of the columns named in it, or of `column`.
    bool constrain(SqlTable& table, Reader& in, const std::string& name, const std::string& column) {
        const auto columnsOf = [&] {
            return in.at("(") || column.empty() ? joined(sql::namesIn(in.parenthesised())) : column;
        };
        if (in.take({"primary", "key"})) {
            in.take("clustered") || in.take("nonclustered");
            const auto columns = columnsOf();
            for (const auto part : split(columns, ',')) {
                table.primaryKey.emplace(part);
                if (auto* held = table.column(part)) held->notNull = true;
            }
        } else if (in.take("unique")) {
            in.take("key") || in.take("index");
            auto indexName = name;
            if (column.empty() && !in.at("(")) indexName = in.name();
            table.uniques[column.empty() ? columnsOf() : column] = indexName;
        } else if (in.take({"foreign", "key"})) {
            if (!in.at("(")) in.name();
            const auto columns = joined(sql::namesIn(in.parenthesised()));
            if (in.take("references")) reference(table, in, columns);
        } else if (in.take("check")) {
            std::string condition;
            for (const auto& token : in.parenthesised())
                condition += (condition.empty() || !isIdentifierChar(condition.back()) || token.text.empty() ||
                                      !isIdentifierChar(token.text.front())
                                  ? ""
                                  : " ") +
                             token.text;
            table.checks[condition] = name;
        } else {
            return false;
        }
        return true;
    }

    static void reference(SqlTable& table, Reader& in, const std::string& columns) {
        SqlForeignKey key;
        key.target = in.name();
        if (in.at("(")) key.target += "(" + joined(sql::namesIn(in.parenthesised())) + ")";
        while (!in.done()) {
            if (in.take({"on", "delete"})) {
                key.onDelete = in.word();
                if (isOneOf(key.onDelete, {"set", "no"})) key.onDelete += " " + in.word();
            } else if (in.take({"on", "update"})) {
                if (isOneOf(in.word(), {"set", "no"})) in.word();
            } else if (in.atOneOf({"match", "initially"})) {
                in.word();
                in.word();
            } else if (in.atOneOf({"not", "deferrable"}) && (in.take("deferrable") || in.take({"not", "deferrable"}))) {
                continue;
            } else {
                break;
            }
        }
        table.keys[columns] = std::move(key);
    }

    static void readType(SqlColumn& column, Reader& in) {
        auto type = in.atOneOf({"not", "null", "default", "primary", "unique", "check", "references"}) ? std::string()
                                                                                                       : in.name();
        column.makesItself = type.ends_with("serial") || isOneOf(type, {"serial4", "serial8"});
        while (in.atOneOf({"varying", "precision", "unsigned"})) type += " " + in.word();
        if (in.at("("))
            for (auto& part : sql::splitByComma(in.parenthesised())) column.of.push_back(part.rest());
        if (in.take({"with", "time", "zone"})) type += " with time zone";
        else if (in.take({"without", "time", "zone"})) type += " without time zone";
        while (in.take("unsigned")) type += " unsigned";
        while (in.take("[")) {
            in.take("]");
            type += "[]";
        }
        column.type = generalType(type);
        if (type == "serial" || column.makesItself) column.notNull = true;
    }

    void readRules(SqlTable& table, SqlColumn& column, Reader& in) {
        const auto name = column.name;
        while (!in.done()) {
            auto& held = *table.column(name);
            std::string constraint;
            if (in.take("constraint")) constraint = in.name();
            if (in.take({"not", "null"})) held.notNull = true;
            else if (in.take("null")) held.notNull = false;
            else if (in.take("default"))
                held.defaultText =
                    in.expression({"not", "null", "primary", "unique", "check", "references", "constraint", "collate",
                                   "comment", "on", "auto_increment", "generated", "key"});
            else if (in.take("references")) reference(table, in, name);
            else if (in.atOneOf({"auto_increment", "autoincrement", "identity", "generated"})) {
                in.word();
                held.makesItself = true;
            } else if (!constrain(table, in, constraint, name)) in.word();
        }
    }

    SqlTable* tableOf(const std::string& name) {
        const auto found = m_schema.tables.find(name);
        if (found != m_schema.tables.end()) return &found->second;
        m_schema.changesOther = true;
        return nullptr;
    }

    void drop(Reader& in) {
        const auto kind = in.word();
        in.take("concurrently");
        skipExists(in);
        do {
            const auto name = in.name();
            if (kind == "table") m_schema.changesOther |= m_schema.tables.erase(name) == 0;
            else if (kind == "view") m_schema.changesOther |= m_schema.views.erase(name) == 0;
            else if (kind == "type") m_schema.changesOther |= m_schema.enums.erase(name) == 0;
            else if (kind == "function") m_schema.functions.erase(name);
            else if (kind == "index" && m_schema.indexOf.contains(name)) {
                if (auto* table = tableOf(m_schema.indexOf[name]))
                    std::erase_if(table->uniques, [&](const auto& one) { return one.second == name; });
            } else return;
        } while (in.take(","));
    }

    void renameTable(Reader& in) {
        const auto name = in.name();
        if (!in.take("to")) return;
        auto moved = m_schema.tables.extract(name);
        if (moved.empty()) {
            m_schema.changesOther = true;
            return;
        }
        moved.key() = in.name();
        moved.mapped().name = moved.key();
        m_schema.tables.insert(std::move(moved));
    }

    void alterType(Reader& in) {
        const auto found = m_schema.enums.find(in.name());
        if (found == m_schema.enums.end()) {
            m_schema.changesOther = true;
        } else if (in.take({"add", "value"})) {
            skipExists(in);
            found->second.push_back(in.word());
        } else if (in.take({"rename", "value"})) {
            const auto from = in.word();
            if (in.take("to")) std::replace(found->second.begin(), found->second.end(), from, in.word());
        }
    }

    void alterTable(Reader& in) {
        skipExists(in);
        const auto name = in.name();
        if (tableOf(name) == nullptr) return;
        Tokens rest;
        while (!in.done()) rest.push_back(in.token());
        for (auto& change : sql::splitByComma(rest)) {
            auto* table = tableOf(name);
            if (table == nullptr) return;  // renamed
            alter(*table, change);
        }
    }

    void alter(SqlTable& table, Reader& in) {
        if (in.take("add")) {
            in.take("column");
            skipExists(in);
            if (in.at("("))
                for (auto& part : sql::splitByComma(in.parenthesised())) define(table, part);
            else define(table, in);
        } else if (in.take("drop")) {
            if (in.take({"primary", "key"})) return table.primaryKey.clear();
            const bool constraint = in.take("constraint") || in.take({"foreign", "key"}) || in.take("index");
            in.take("column");
            skipExists(in);
            const auto name = in.name();
            if (!constraint) return removeColumn(table, name);
            std::erase_if(table.uniques, [&](const auto& one) { return one.second == name; });
            std::erase_if(table.checks, [&](const auto& one) { return one.second == name; });
        } else if (in.take("rename")) {
            if (in.take("to")) {
                Reader words(
                    {{Token::Kind::Quoted, table.name}, {Token::Kind::Word, "to"}, {Token::Kind::Quoted, in.name()}});
                return renameTable(words);
            }
            if (in.take("constraint") || in.take("index")) return;
            in.take("column");
            const auto from = in.name();
            if (auto* column = table.column(from); column != nullptr && in.take("to")) column->name = in.name();
        } else if (in.take("modify") || in.at("change")) {
            const bool renames = in.take("change");
            in.take("column");
            if (renames) removeColumn(table, in.name());
            Reader again = in;
            removeColumn(table, again.name());
            define(table, in);
        } else if (in.take("alter")) {
            in.take("column");
            const auto name = in.name();
            if (auto* column = table.column(name)) alterColumn(table, *column, in);
        }
    }

    void alterColumn(SqlTable& table, SqlColumn& column, Reader& in) {
        if (in.take({"set", "not", "null"})) column.notNull = true;
        else if (in.take({"drop", "not", "null"})) column.notNull = false;
        else if (in.take({"set", "default"})) column.defaultText = in.expression({});
        else if (in.take({"drop", "default"})) column.defaultText.clear();
        else {
            in.take({"set", "data"});
            in.take("type");
            column.of.clear();
            const bool notNull = column.notNull;
            readType(column, in);
            column.notNull = notNull;
            if (!in.at("using")) readRules(table, column, in);
        }
    }

    static void removeColumn(SqlTable& table, const std::string& name) {
        std::erase_if(table.columns, [&](const SqlColumn& column) { return column.name == name; });
        table.keys.erase(name);
        table.uniques.erase(name);
        table.primaryKey.erase(name);
    }

    SqlSchema& m_schema;
    std::size_t m_columns = 0;
};

}  // namespace

SqlColumn* SqlTable::column(std::string_view wanted) {
    const auto found =
        std::find_if(columns.begin(), columns.end(), [&](const SqlColumn& one) { return one.name == wanted; });
    return found == columns.end() ? nullptr : &*found;
}

const SqlColumn* SqlTable::column(std::string_view wanted) const { return const_cast<SqlTable*>(this)->column(wanted); }

SqlSchema readSql(std::string_view script, SqlSchema before) {
    SqlSchema schema = std::move(before);
    schema.changesOther = schema.isSql = false;
    Script applied(schema);
    Tokens statement;
    for (auto& token : sql::tokensOf(script)) {
        if (token.kind == Token::Kind::Sign && token.text == ";") applied.apply(Reader(std::exchange(statement, {})));
        else statement.push_back(std::move(token));
    }
    applied.apply(Reader(std::move(statement)));
    return schema;
}

}  // namespace skein::coherence
