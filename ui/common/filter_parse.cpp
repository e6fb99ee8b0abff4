// FilterEngine: reading and writing filters.
#include <QHash>
#include <cmath>

#include "ui/common/filter_engine.h"

namespace skein::ui {

namespace {

struct OpName {
    const char* text;
    FilterOp op;
};
// Longer ones first: they are tried in this order.
constexpr OpName ops[] = {{"!=", FilterOp::IsNot},  {"<=", FilterOp::AtMost}, {">=", FilterOp::AtLeast},
                          {":", FilterOp::Is},      {"=", FilterOp::Is},      {"<", FilterOp::Less},
                          {">", FilterOp::Greater}, {"~", FilterOp::Contains}};

bool isOrdered(FilterKind kind) { return kind != FilterKind::Text; }
bool isOrdering(FilterOp op) {
    return op == FilterOp::Less || op == FilterOp::AtMost || op == FilterOp::Greater || op == FilterOp::AtLeast;
}
bool isFieldLetter(QChar c) {
    return c == QLatin1Char('-') || c == QLatin1Char('_') || (c.isLetterOrNumber() && c.unicode() < 128);
}

/// "2.5" with its last digit's size; nothing when `text` is not wholly a plain number.
std::optional<QPair<double, double>> plainNumber(QStringView text) {
    qsizetype point = -1;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] == QLatin1Char('.') && point < 0) point = i;
        else if (text[i] < QLatin1Char('0') || text[i] > QLatin1Char('9')) return {};
    }
    if (text.isEmpty() || text.size() > 15 || text.startsWith(QLatin1Char('.')) || text.endsWith(QLatin1Char('.')))
        return {};
    const qsizetype decimals = point < 0 ? 0 : text.size() - point - 1;
    return QPair<double, double>{text.toDouble(), std::pow(10.0, -static_cast<double>(decimals))};
}

std::optional<FilterLiteral> scaled(QStringView text) {
    double factor = 1;
    if (text.endsWith(QLatin1Char('K'))) factor = 1e3;
    else if (text.endsWith(QLatin1Char('M'))) factor = 1e6;
    const auto number = plainNumber(factor > 1 ? text.chopped(1) : text);
    if (!number) return {};
    FilterLiteral literal;
    literal.sense = FilterLiteral::Sense::Number;
    literal.number = number->first * factor;
    literal.width = number->second * factor;
    return literal;
}

std::optional<FilterLiteral> duration(QStringView text) {
    struct Unit {
        const char* name;
        double seconds;
    };
    static constexpr Unit units[] = {{"ms", 0.001}, {"d", 86400}, {"h", 3600}, {"m", 60}, {"s", 1}};
    FilterLiteral literal;
    literal.sense = FilterLiteral::Sense::Number;
    double last = 1e12;
    if (text.isEmpty()) return {};
    if (const auto bare = plainNumber(text)) {
        literal.number = bare->first;
        literal.width = bare->second;
        return literal;
    }
    while (!text.isEmpty()) {
        qsizetype digits = 0;
        while (digits < text.size() && (text[digits].isDigit() || text[digits] == QLatin1Char('.'))) ++digits;
        const auto number = plainNumber(text.left(digits));
        if (!number) return {};
        text = text.mid(digits);
        const Unit* found = nullptr;
        for (const Unit& unit : units)
            if (!found && text.startsWith(QLatin1String(unit.name))) found = &unit;
        if (!found || found->seconds >= last) return {};  // "30s2m" is not how durations are written
        text = text.mid(static_cast<qsizetype>(qstrlen(found->name)));
        last = found->seconds;
        literal.number += number->first * found->seconds;
        literal.width = number->second * found->seconds;
    }
    return literal;
}

std::optional<FilterLiteral> clockTime(QStringView text) {
    const auto parts = text.split(QLatin1Char(':'));
    if (parts.size() < 2 || parts.size() > 3) return {};
    FilterLiteral literal;
    literal.sense = FilterLiteral::Sense::Clock;
    double unit = 3600;
    for (qsizetype i = 0; i < parts.size(); ++i) {
        const auto number = plainNumber(parts[i]);
        if (!number || number->second != 1 || parts[i].size() > 2 || number->first > (i == 0 ? 23 : 59)) return {};
        literal.number += number->first * unit;
        literal.width = unit;
        unit /= 60;
    }
    return literal;
}

std::optional<FilterLiteral> understood(FilterKind kind, const QString& text) {
    std::optional<FilterLiteral> literal;
    switch (kind) {
        case FilterKind::Text: literal = FilterLiteral{}; break;
        case FilterKind::Number: literal = scaled(text); break;
        case FilterKind::Duration: literal = duration(text); break;
        case FilterKind::Money:
            literal = scaled(text.startsWith(QLatin1Char('$')) ? QStringView(text).mid(1) : QStringView(text));
            break;
        case FilterKind::Time:
            if (text.startsWith(QLatin1Char('-'))) {
                literal = duration(QStringView(text).mid(1));
                if (literal) literal->sense = FilterLiteral::Sense::Ago;
            } else {
                literal = clockTime(text);
            }
    }
    if (literal) literal->text = text;
    return literal;
}

QString expected(FilterKind kind) {
    switch (kind) {
        case FilterKind::Text: return FilterSchema::tr("a word");
        case FilterKind::Number: return FilterSchema::tr("a number such as 3 or 2.5K");
        case FilterKind::Duration: return FilterSchema::tr("a time span such as 41s or 2m30s");
        case FilterKind::Money: return FilterSchema::tr("an amount such as $0.05");
        case FilterKind::Time: return FilterSchema::tr("a time such as 03:10 or -2h");
    }
    return {};
}

/// The known name nearest to what was typed: at most two letters away; empty for none.
QString nearest(const QString& typed, const QStringList& known) {
    QString best;
    qsizetype least = 3;
    for (const QString& name : known) {
        QVector<qsizetype> row(name.size() + 1);
        for (qsizetype i = 0; i < row.size(); ++i) row[i] = i;
        for (qsizetype a = 1; a <= typed.size(); ++a) {
            qsizetype corner = row[0]++;
            for (qsizetype b = 1; b <= name.size(); ++b) {
                const qsizetype change = corner + (typed[a - 1].toLower() != name[b - 1].toLower());
                corner = row[b];
                row[b] = std::min({row[b] + 1, row[b - 1] + 1, change});
            }
        }
        if (row.back() < least) {
            least = row.back();
            best = name;
        }
    }
    return best;
}

class Parser {
public:
    Parser(const FilterSchema& schema, const QString& text) : m_schema(schema), m_text(text) {}

    ParsedFilter run() {
        if (m_text.size() > FilterSchema::longest) {
            fail(FilterSchema::longest, static_cast<int>(m_text.size()) - FilterSchema::longest,
                 FilterSchema::tr("a filter has at most %1 characters").arg(FilterSchema::longest));
            return std::move(m_result);
        }
        skip();
        if (m_at == m_text.size()) {
            place(m_at, m_at, -1);
            return std::move(m_result);
        }
        FilterTree tree = expression(0);
        if (tree && m_at < m_text.size()) fail(m_at, 1, FilterSchema::tr("there is no bracket that this one closes"));
        if (!m_result.error) m_result.tree = tree;
        return std::move(m_result);
    }

private:
    void fail(qsizetype at, qsizetype length, const QString& message) {
        if (!m_result.error) m_result.error = FilterError{static_cast<int>(at), static_cast<int>(length), message};
    }
    void place(qsizetype from, qsizetype to, int field) {
        m_result.places.append({static_cast<int>(from), static_cast<int>(to), field});
    }
    bool atEnd() const { return m_at >= m_text.size(); }
    QChar peek() const { return atEnd() ? QChar() : m_text[m_at]; }
    void skip() {
        while (!atEnd() && m_text[m_at].isSpace()) ++m_at;
    }
    /// A keyword that stands alone.
    bool keyword(const char* name) const {
        const auto length = static_cast<qsizetype>(qstrlen(name));
        if (QStringView(m_text).mid(m_at, length) != QLatin1String(name)) return false;
        const qsizetype after = m_at + length;
        return after >= m_text.size() || m_text[after].isSpace() || m_text[after] == QLatin1Char('(') ||
               m_text[after] == QLatin1Char(')');
    }

    static FilterTree group(FilterNode::Kind kind, QVector<FilterTree> parts) {
        if (parts.size() == 1) return parts.front();
        auto node = std::make_shared<FilterNode>();
        node->kind = kind;
        node->parts = std::move(parts);
        return node;
    }

    FilterTree expression(int depth) {
        QVector<FilterTree> parts;
        for (;;) {
            FilterTree part = conjunction(depth);
            if (!part) return {};
            parts.append(part);
            skip();
            if (!keyword("or")) return group(FilterNode::Kind::Or, parts);
            m_at += 2;
        }
    }

    FilterTree conjunction(int depth) {
        QVector<FilterTree> parts;
        for (;;) {
            FilterTree part = negation(depth);
            if (!part) return {};
            parts.append(part);
            skip();
            if (atEnd() || peek() == QLatin1Char(')') || keyword("or")) return group(FilterNode::Kind::And, parts);
            if (keyword("and")) m_at += 3;
        }
    }

    FilterTree negation(int depth) {
        skip();
        bool negated = false;
        if (keyword("not")) {
            negated = true;
            m_at += 3;
            skip();
        } else if (peek() == QLatin1Char('-') && m_at + 1 < m_text.size() && !m_text[m_at + 1].isSpace()) {
            negated = true;
            ++m_at;
        }
        FilterTree inner;
        if (peek() == QLatin1Char('(')) {
            const qsizetype open = m_at++;
            if (depth >= FilterSchema::deepest) {
                fail(open, 1, FilterSchema::tr("too many brackets within brackets"));
                return {};
            }
            inner = expression(depth + 1);
            if (!inner) return {};
            if (peek() != QLatin1Char(')')) {
                fail(open, 1, FilterSchema::tr("this bracket is not closed"));
                return {};
            }
            ++m_at;
        } else {
            inner = term();
        }
        return inner && negated ? groupNot(inner) : inner;
    }
    static FilterTree groupNot(const FilterTree& inner) {
        auto node = std::make_shared<FilterNode>();
        node->kind = FilterNode::Kind::Not;
        node->parts = {inner};
        return node;
    }

    std::optional<FilterOp> readOp() {
        for (const OpName& op : ops)
            if (QStringView(m_text).mid(m_at).startsWith(QLatin1String(op.text))) {
                m_at += static_cast<qsizetype>(qstrlen(op.text));
                return op.op;
            }
        return {};
    }

    FilterTree words(const QString& text) {
        auto node = std::make_shared<FilterNode>();
        node->kind = FilterNode::Kind::Words;
        FilterLiteral literal;
        literal.text = text;
        node->values = {literal};
        return node;
    }

    FilterTree term() {
        const qsizetype start = m_at;
        if (atEnd() || peek() == QLatin1Char(')') || keyword("or") || keyword("and") || keyword("not")) {
            place(start, start, -1);
            fail(start, atEnd() ? 0 : 1, FilterSchema::tr("something to look for is missing here"));
            return {};
        }
        if (peek() == QLatin1Char('"')) {
            const auto text = quoted();
            return text ? words(*text) : nullptr;
        }
        qsizetype letters = m_at;
        while (letters < m_text.size() && isFieldLetter(m_text[letters])) ++letters;
        const QString name = m_text.mid(start, letters - start);
        const int field = m_schema.indexOf(name);
        qsizetype next = letters;
        // Spaces before the sign only behind a field's name: "and > b" is no comparison.
        while (field >= 0 && next < m_text.size() && m_text[next].isSpace()) ++next;
        const QString rest = m_text.mid(next, 2);
        const bool compares =
            !rest.isEmpty() && (QStringLiteral(":=<>~").contains(rest[0]) || rest == QLatin1String("!="));
        if (compares && letters > start) {
            place(start, letters, -1);
            if (field < 0) {
                QStringList names;
                for (const FilterField& known : m_schema.fields()) names.append(known.name);
                const QString meant = nearest(name, names);
                fail(
                    start, letters - start,
                    meant.isEmpty()
                        ? FilterSchema::tr("\u201c%1\u201d is not a field; put it into quotes to look for it").arg(name)
                        : FilterSchema::tr("\u201c%1\u201d is not a field; did you mean %2?").arg(name, meant));
                return {};
            }
            m_at = next;
            return comparison(field);
        }
        while (!atEnd() && !peek().isSpace() && !QStringLiteral("()\"").contains(peek())) {
            const QChar c = peek();
            if (QStringLiteral(":=<>~").contains(c) ||
                (c == QLatin1Char('!') && m_text.mid(m_at + 1, 1) == QLatin1String("="))) {
                fail(m_at, 1,
                     FilterSchema::tr(
                         "\u201c%1\u201d compares a field with a value; put the text into quotes to look for it")
                         .arg(c));
                return {};
            }
            ++m_at;
        }
        place(start, m_at, -1);
        return words(m_text.mid(start, m_at - start));
    }

    std::optional<QString> quoted() {
        const qsizetype open = m_at++;
        QString text;
        while (!atEnd() && peek() != QLatin1Char('"')) {
            if (peek() == QLatin1Char('\\') && m_at + 1 < m_text.size()) ++m_at;
            text += m_text[m_at++];
        }
        if (atEnd()) {
            fail(open, 1, FilterSchema::tr("this quote is not closed"));
            return {};
        }
        ++m_at;
        return text;
    }

    std::optional<FilterLiteral> value(int field) {
        skip();
        const qsizetype start = m_at;
        const FilterField& of = m_schema.fields()[field];
        QString text;
        if (peek() == QLatin1Char('"')) {
            const auto inner = quoted();
            if (!inner) return {};
            text = *inner;
        } else {
            // A time has colons, a range two dots: everything else ends at a space, bracket, quote or comma.
            while (!atEnd() && !peek().isSpace() && !QStringLiteral("()\",").contains(peek()) &&
                   m_text.mid(m_at, 2) != QLatin1String(".."))
                ++m_at;
            text = m_text.mid(start, m_at - start);
            place(start, m_at, field);
            if (text.isEmpty()) {
                fail(start, 0, FilterSchema::tr("%1 needs %2 here").arg(of.name, expected(of.kind)));
                return {};
            }
        }
        const auto literal = understood(of.kind, text);
        if (!literal) {
            fail(start, m_at - start,
                 FilterSchema::tr("\u201c%1\u201d: %2 needs %3").arg(text, of.name, expected(of.kind)));
            return {};
        }
        if (!of.words.isEmpty() && !of.words.contains(text, Qt::CaseInsensitive)) {
            const QString meant = nearest(text, of.words);
            fail(
                start, m_at - start,
                meant.isEmpty()
                    ? FilterSchema::tr("\u201c%1\u201d is no value of %2").arg(text, of.name)
                    : FilterSchema::tr("\u201c%1\u201d is no value of %2; did you mean %3?").arg(text, of.name, meant));
            return {};
        }
        return literal;
    }

    FilterTree comparison(int field) {
        const qsizetype at = m_at;
        const bool takesSet = peek() == QLatin1Char(':');
        const FilterOp op = *readOp();
        const FilterField& of = m_schema.fields()[field];
        if (isOrdering(op) && !isOrdered(of.kind)) {
            fail(at, m_at - at, FilterSchema::tr("%1 has no order; it can be compared with : = != ~").arg(of.name));
            return {};
        }
        if (op == FilterOp::Contains && of.kind != FilterKind::Text) {
            fail(at, 1, FilterSchema::tr("%1 is no text; it can be compared with : = != < <= > >=").arg(of.name));
            return {};
        }
        // Part of a word is wanted there: a closed set of values does not bind it.
        const auto first = op == FilterOp::Contains ? free() : value(field);
        if (!first) return {};
        auto node = std::make_shared<FilterNode>();
        node->kind = FilterNode::Kind::Compare;
        node->field = field;
        node->op = op;
        node->values = {*first};
        if (!takesSet) return node;
        if (m_text.mid(m_at, 2) == QLatin1String("..")) {
            if (!isOrdered(of.kind)) {
                fail(m_at, 2, FilterSchema::tr("%1 has no order, so no range").arg(of.name));
                return {};
            }
            m_at += 2;
            const auto last = value(field);
            if (!last) return {};
            node->kind = FilterNode::Kind::Range;
            node->values.append(*last);
            return node;
        }
        while (peek() == QLatin1Char(',')) {
            ++m_at;
            const auto more = value(field);
            if (!more) return {};
            node->values.append(*more);
        }
        return node;
    }

    std::optional<FilterLiteral> free() {
        skip();
        const qsizetype start = m_at;
        FilterLiteral literal;
        if (peek() == QLatin1Char('"')) {
            const auto inner = quoted();
            if (!inner) return {};
            literal.text = *inner;
            return literal;
        }
        while (!atEnd() && !peek().isSpace() && !QStringLiteral("()\"").contains(peek())) ++m_at;
        literal.text = m_text.mid(start, m_at - start);
        if (!literal.text.isEmpty()) return literal;
        fail(start, 0, FilterSchema::tr("what to look for is missing here"));
        return {};
    }

    const FilterSchema& m_schema;
    const QString& m_text;
    qsizetype m_at = 0;
    ParsedFilter m_result;
};

}  // namespace

int FilterSchema::indexOf(const QString& name) const {
    for (int i = 0; i < m_fields.size(); ++i)
        if (m_fields[i].name == name) return i;
    return -1;
}

ParsedFilter FilterSchema::parse(const QString& text) const { return Parser(*this, text).run(); }

QString quotedFilterValue(const QString& value) {
    const auto special = [](QChar c) { return c.isSpace() || QStringLiteral("()\",\\:=<>~!").contains(c); };
    const bool keyword = value == QLatin1String("and") || value == QLatin1String("or") || value == QLatin1String("not");
    const bool plain = !value.isEmpty() && !keyword && !value.startsWith(QLatin1Char('-')) &&
                       !value.contains(QLatin1String("..")) && std::none_of(value.begin(), value.end(), special);
    if (plain) return value;
    QString text = value;
    text.replace(QLatin1Char('\\'), QLatin1String("\\\\")).replace(QLatin1Char('"'), QLatin1String("\\\""));
    return QLatin1Char('"') + text + QLatin1Char('"');
}

QString FilterSchema::format(const FilterTree& tree) const {
    if (!tree) return {};
    const auto joined = [&](const char* between) {
        QStringList parts;
        for (const FilterTree& part : tree->parts) {
            const bool group = part->kind == FilterNode::Kind::And || part->kind == FilterNode::Kind::Or;
            parts.append(group ? QStringLiteral("(%1)").arg(format(part)) : format(part));
        }
        return parts.join(QLatin1String(between));
    };
    switch (tree->kind) {
        case FilterNode::Kind::And: return joined(" and ");
        case FilterNode::Kind::Or: return joined(" or ");
        case FilterNode::Kind::Not: {
            const FilterNode::Kind inner = tree->parts.front()->kind;
            const bool bare = inner == FilterNode::Kind::Compare || inner == FilterNode::Kind::Range ||
                              inner == FilterNode::Kind::Words;
            return (bare ? QStringLiteral("not %1") : QStringLiteral("not (%1)")).arg(format(tree->parts.front()));
        }
        case FilterNode::Kind::Words: return quotedFilterValue(tree->values.front().text);
        case FilterNode::Kind::Range:
            return QStringLiteral("%1:%2..%3")
                .arg(m_fields[tree->field].name, tree->values[0].text, tree->values[1].text);
        case FilterNode::Kind::Compare: {
            QStringList values;
            for (const FilterLiteral& value : tree->values)
                values.append(m_fields[tree->field].kind == FilterKind::Text ? quotedFilterValue(value.text)
                                                                             : value.text);
            const char* sign = ":";
            for (const OpName& op : ops)
                if (op.op == tree->op && qstrcmp(op.text, "=") != 0) sign = op.text;
            return m_fields[tree->field].name + QLatin1String(sign) + values.join(QLatin1Char(','));
        }
    }
    return {};
}

}  // namespace skein::ui
