#include "ui/goal/plan_why.h"

#include "ui/goal/recipe_words.h"

#include "core/plan/plan_file.h"
#include "ui/common/words.h"

namespace skein::ui {

namespace {

constexpr int mostNamed = 3;

QString text(const std::string& words) { return QString::fromStdString(words); }

/// The first few of them, and how many more there are.
QString few(const QStringList& names) {
    QString words = names.mid(0, mostNamed).join(QStringLiteral(", "));
    if (names.size() > mostNamed) words = tr("%1 and %n more", nullptr, int(names.size()) - mostNamed).arg(words);
    return words;
}

QString titleOf(const TaskSpec& task) {
    return QChar(0x201c) + text(task.title.empty() ? task.id : task.title) + QChar(0x201d);
}

}  // namespace

QString whyOf(const PlanDraft& draft, const std::string& id, const std::vector<plan::Recipe>& recipes) {
    const Plan& plan = draft.candidate();
    const TaskSpec* task = nullptr;
    std::map<std::string, const TaskSpec*> byId;
    for (const auto& each : plan.tasks) byId[each.id] = &each;
    if (const auto found = byId.find(id); found != byId.end()) task = found->second;
    if (!task) return {};
    QString recipe;
    for (const auto& known : recipes)
        if (text(known.name) == draft.form().recipe) recipe = recipeText(known.title);
    QStringList values;
    for (const auto& [name, value] : task->parameters.items())
        if (value.is_string())
            values.append(tr("%1 \u201c%2\u201d").arg(text(name), text(value.get<std::string>()).left(80)));
    QStringList scope;
    for (const auto& path : task->scope) scope.append(text(path));
    QStringList sentences;
    if (id.starts_with("own-")) sentences.append(tr("You inserted it."));
    else if (recipe.isEmpty())
        sentences.append(tr("A model proposed it, as part of \u201c%1\u201d.").arg(text(task->phase)));
    else
        sentences.append(
            values.isEmpty()
                ? tr("The recipe \u201c%1\u201d has it, as part of \u201c%2\u201d.").arg(recipe, text(task->phase))
                : tr("The recipe \u201c%1\u201d has it for %2.").arg(recipe, few(values)));
    if (!scope.isEmpty()) sentences.append(tr("It is about %1.").arg(few(scope)));
    QStringList needs, feeds;
    for (const auto& need : task->needs)
        if (const auto found = byId.find(need); found != byId.end()) needs.append(titleOf(*found->second));
    for (const auto& other : plan.tasks)
        if (std::find(other.needs.begin(), other.needs.end(), id) != other.needs.end()) feeds.append(titleOf(other));
    sentences.append(needs.isEmpty() ? tr("It needs no other task.") : tr("It needs %1.").arg(few(needs)));
    sentences.append(feeds.isEmpty() ? tr("No task needs it.") : tr("Needed by %1.").arg(few(feeds)));
    return tr("Why: %1").arg(sentences.join(QLatin1Char(' ')));
}

}  // namespace skein::ui
