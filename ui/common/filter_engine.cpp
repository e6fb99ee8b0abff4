// FilterEngine: deciding about rows, and completing what is being typed.
#include "ui/common/filter_engine.h"

#include <cmath>

namespace skein::ui {

namespace {

constexpr double day = 86400;

/// From where to where a literal reaches: equal means inside, the lower end counts.
struct Reach {
    double point, from, to;
};

Reach reachOf(const FilterLiteral& literal, const FilterClock& clock) {
    switch (literal.sense) {
        case FilterLiteral::Sense::Ago: {
            const double at = clock.now - literal.number;
            return {at, at - literal.width / 2, at + literal.width / 2};
        }
        case FilterLiteral::Sense::Clock: {
            // The last time that it was so late.
            const double midnight = std::floor((clock.now + clock.utcOffset) / day) * day - clock.utcOffset;
            double at = midnight + literal.number;
            if (at > clock.now) at -= day;
            return {at, at, at + literal.width};
        }
        case FilterLiteral::Sense::Number:
        case FilterLiteral::Sense::Text: break;
    }
    return {literal.number, literal.number - literal.width / 2, literal.number + literal.width / 2};
}

bool isEqual(const FilterValue& value, const FilterLiteral& literal, const FilterClock& clock) {
    if (const auto* text = std::get_if<QString>(&value)) return text->compare(literal.text, Qt::CaseInsensitive) == 0;
    if (const auto* texts = std::get_if<QStringList>(&value)) return texts->contains(literal.text, Qt::CaseInsensitive);
    const auto* number = std::get_if<double>(&value);
    if (!number) return false;
    const Reach reach = reachOf(literal, clock);
    return *number >= reach.from && *number < reach.to;
}

bool compares(const FilterValue& value, FilterOp op, const FilterLiteral& literal, const FilterClock& clock) {
    const auto* text = std::get_if<QString>(&value);
    const auto* number = std::get_if<double>(&value);
    const Reach reach = reachOf(literal, clock);
    switch (op) {
        case FilterOp::Is: return isEqual(value, literal, clock);
        case FilterOp::IsNot: return !isEqual(value, literal, clock);
        case FilterOp::Contains:
            if (const auto* texts = std::get_if<QStringList>(&value))
                return std::any_of(texts->begin(), texts->end(), [&literal](const QString& each) {
                    return each.contains(literal.text, Qt::CaseInsensitive);
                });
            return text && text->contains(literal.text, Qt::CaseInsensitive);
        case FilterOp::Less: return number && *number < reach.point;
        case FilterOp::AtMost: return number && *number <= reach.point;
        case FilterOp::Greater: return number && *number > reach.point;
        case FilterOp::AtLeast: return number && *number >= reach.point;
    }
    return false;
}

}  // namespace

bool FilterSchema::matches(const FilterNode& node, const Read& read, const HasWord& hasWord,
                           const FilterClock& clock) const {
    const auto holds = [&](const FilterTree& part) { return matches(*part, read, hasWord, clock); };
    switch (node.kind) {
        case FilterNode::Kind::And: return std::all_of(node.parts.begin(), node.parts.end(), holds);
        case FilterNode::Kind::Or: return std::any_of(node.parts.begin(), node.parts.end(), holds);
        case FilterNode::Kind::Not: return !holds(node.parts.front());
        case FilterNode::Kind::Words: return hasWord(node.values.front().text.toLower());
        case FilterNode::Kind::Range: {
            const FilterValue value = read(node.field);
            const auto* number = std::get_if<double>(&value);
            if (!number) return false;
            // A range takes its ends in whole: 03:10..03:20 ends with the twentieth minute.
            const Reach low = reachOf(node.values[0], clock), high = reachOf(node.values[1], clock);
            return *number >= low.point && (*number <= high.point || *number < high.to);
        }
        case FilterNode::Kind::Compare: {
            const FilterValue value = read(node.field);
            return std::any_of(node.values.begin(), node.values.end(),
                               [&](const FilterLiteral& literal) { return compares(value, node.op, literal, clock); });
        }
    }
    return false;
}

FilterCompletion FilterSchema::complete(const QString& text, int cursor, const Values& valuesOf) const {
    FilterCompletion found{cursor, cursor, {}};
    const ParsedFilter parsed = parse(text.left(cursor));
    const FilterPlace* place = nullptr;
    for (const FilterPlace& each : parsed.places)
        if (each.from <= cursor && cursor <= each.to) place = &each;
    // Behind a whole term and a space a new one begins.
    const bool fresh = cursor == 0 || text[cursor - 1].isSpace() || text[cursor - 1] == QLatin1Char('(');
    if (!place && !fresh) return found;
    if (place) found.from = place->from;
    const QString typed = text.mid(found.from, cursor - found.from);
    if (place && place->field >= 0) {
        const FilterField& field = m_fields[place->field];
        for (const auto& [value, count] : valuesOf(place->field))
            if (value.contains(typed, Qt::CaseInsensitive))
                found.suggestions.append({quotedFilterValue(value), field.name, count});
        return found;
    }
    for (const FilterField& field : m_fields)
        if (field.name.startsWith(typed)) found.suggestions.append({field.name + QLatin1Char(':'), field.about, -1});
    return found;
}

}  // namespace skein::ui
