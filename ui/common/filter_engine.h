// FilterEngine: the one filter language of tables, graph and timeline (ui.md 4.3): parse with positions, validate
// against a schema, complete, write back, and compile to a predicate over values. Qt Core only, no widgets. Thread:
// any; a parsed filter is immutable and may be used from several threads at once.
//   expr = and { "or" and } ;  and = not { ["and"] not } ;  not = ["not" | "-"] ( "(" expr ")" | term ) ;
//   term = field op value | field ":" set | word | '"' phrase '"' ;  op = ":" "=" "!=" "<" "<=" ">" ">=" "~" ;
//   set = value { "," value } | value ".." value ;  value = word | quoted | 2m30s | -2h | 03:10 | $0.05 | 2.5K
// It must never guess: what is not in the grammar is an error with its place, and no filter then.
#pragma once

#include <QCoreApplication>
#include <QString>
#include <QStringList>
#include <QVector>
#include <functional>
#include <memory>
#include <optional>
#include <variant>

namespace skein::ui {

/// What the values of a field are, and in which unit a number of it counts.
enum class FilterKind {
    Text,
    Number,
    Duration,  ///< seconds
    Money,     ///< US dollars
    Time       ///< seconds since 1970
};

struct FilterField {
    QString name;  ///< as typed: "used-by"
    FilterKind kind = FilterKind::Text;
    QString about;           ///< one line for the completion list
    QStringList words = {};  ///< a closed set of values; empty: any
};

/// A row's value of a field: nothing, a number in the unit of the field's kind, a text, or several of which any counts.
using FilterValue = std::variant<std::monostate, double, QString, QStringList>;

/// What stands for "now" in "-2h" and "03:10": seconds since 1970 and the zone's distance from UTC.
struct FilterClock {
    double now = 0;
    double utcOffset = 0;
};

enum class FilterOp { Is, IsNot, Less, AtMost, Greater, AtLeast, Contains };

/// One value as typed and understood. Equality of numbers is to the digits given: "2.5K" is 2,450 to 2,549.
struct FilterLiteral {
    QString text;       ///< words, without quotes
    double number = 0;  ///< in the field's unit; times of day: seconds since midnight
    double width = 0;   ///< equal means within half of it; of a time of day: from it on for so long
    enum class Sense { Text, Number, Ago, Clock } sense = Sense::Text;
    friend bool operator==(const FilterLiteral&, const FilterLiteral&) = default;
};

struct FilterNode {
    enum class Kind { And, Or, Not, Words, Compare, Range } kind = Kind::And;
    QVector<std::shared_ptr<const FilterNode>> parts;  ///< of And, Or, Not
    int field = -1;                                    ///< of Compare and Range: index in the schema
    FilterOp op = FilterOp::Is;                        ///< of Compare
    QVector<FilterLiteral> values;                     ///< any of them; two ends of a Range; the one text of Words
};
using FilterTree = std::shared_ptr<const FilterNode>;

struct FilterError {
    int at = 0;  ///< position in the text
    int length = 0;
    QString message;
};

/// A place in the text where something can be completed.
struct FilterPlace {
    int from = 0, to = 0;
    int field = -1;  ///< a value of this field; -1: the start of a term
};

struct ParsedFilter {
    FilterTree tree;  ///< null for an empty text and for an error
    std::optional<FilterError> error;
    QVector<FilterPlace> places;  ///< ascending, as far as the text could be read
};

struct FilterSuggestion {
    QString insert, about;
    int count = -1;  ///< rows with it; -1: not counted
};
struct FilterCompletion {
    int from = 0, to = 0;  ///< the part of the text that a suggestion replaces
    QVector<FilterSuggestion> suggestions;
};

class FilterSchema {
    Q_DECLARE_TR_FUNCTIONS(FilterSchema)
public:
    explicit FilterSchema(QVector<FilterField> fields) : m_fields(std::move(fields)) {}

    const QVector<FilterField>& fields() const { return m_fields; }
    int indexOf(const QString& name) const;

    /// Errors: one, the first, with its place. An empty text is a valid filter that lets everything through.
    ParsedFilter parse(const QString& text) const;

    /// The text of a tree; parsing it gives the same tree.
    QString format(const FilterTree& tree) const;

    using Read = std::function<FilterValue(int field)>;
    using HasWord = std::function<bool(const QString& lower)>;
    /// Whether a row passes. A value that is nothing passes no comparison except "!=".
    bool matches(const FilterNode& node, const Read& read, const HasWord& hasWord, const FilterClock& clock) const;

    /// What can stand at the cursor. `valuesOf` gives the live values of a field with their counts.
    using Values = std::function<QVector<QPair<QString, int>>(int field)>;
    FilterCompletion complete(const QString& text, int cursor, const Values& valuesOf) const;

    static constexpr int longest = 4000;  ///< characters; more is an error
    static constexpr int deepest = 60;    ///< brackets within brackets

private:
    QVector<FilterField> m_fields;
};

/// A value as it has to be typed: quoted where the grammar needs it.
QString quotedFilterValue(const QString& value);

}  // namespace skein::ui
