#include "ui/goal/goal_form.h"

#include <QCoreApplication>
#include <QDir>
#include <QRegularExpression>

#include "core/plan/questions.h"
#include "core/runtime/goal_terms.h"
#include "ui/common/typed_amount.h"
#include "ui/common/words.h"

namespace skein::ui {

namespace {

const plan::Recipe* recipeOf(const GoalForm& form, const std::vector<plan::Recipe>& recipes) {
    for (const auto& recipe : recipes)
        if (form.recipe == QString::fromStdString(recipe.name)) return &recipe;
    return nullptr;
}

QString shown(const Json& value) {
    return value.is_string() ? QString::fromStdString(value.get<std::string>()) : QString::fromStdString(value.dump());
}

Json listOf(const QStringList& lines) {
    Json list = Json::array();
    for (const QString& line : lines)
        if (!line.trimmed().isEmpty()) list.push_back(line.trimmed().toStdString());
    return list;
}

/// A value as typed: text stays text, everything else is JSON; a list of names may be typed with commas.
Result<Json> valueOf(const plan::RecipeParameter& parameter, const QString& typed) {
    using Type = plan::RecipeParameter::Type;
    const QString text = typed.trimmed();
    if (parameter.type == Type::Text || parameter.type == Type::Choice) return Json(text.toStdString());
    if (auto json = parseJson(text.toStdString()); json) return std::move(*json);
    if (parameter.type == Type::TextList || parameter.type == Type::Entities) {
        QStringList parts = text.split(QRegularExpression(QStringLiteral("[,\n]")), Qt::SkipEmptyParts);
        return listOf(parts);
    }
    return fail(ErrorCode::InvalidInput, parameter.name + ": expected " +
                                             std::string(parameterTypeName(parameter.type)) + ", found '" +
                                             text.left(80).toStdString() + "'");
}

}  // namespace

GoalForm formOf(const Goal& goal) {
    GoalForm form;
    form.statement = QString::fromStdString(goal.statement);
    const auto lines = [](const std::vector<std::string>& from) {
        QStringList list;
        for (const auto& line : from) list.append(QString::fromStdString(line));
        return list;
    };
    form.constraints = lines(goal.constraints);
    form.doneWhen = lines(goal.doneWhen);
    const QDir base(QString::fromStdString(goal.baseFolder));
    for (const auto& source : goal.sources)
        form.sources.append(QDir::cleanPath(base.absoluteFilePath(QString::fromStdString(source))));
    form.recipe = QString::fromStdString(goal.recipe);
    for (const auto& [name, value] : goal.parameters.items())
        form.parameters.insert(QString::fromStdString(name), shown(value));
    if (goal.budget) form.budget = QString::fromStdString(formatUsd(*goal.budget));
    form.until = QString::fromStdString(goal.until);
    form.agents = static_cast<int>(goal.agents.value_or(0));
    if (!goal.providers.empty() && goal.providers.front() != "offline") form.provider = QStringLiteral("auto");
    form.rest = runtime::goalTerms(goal, (base.path() + QStringLiteral("/plan.json")).toStdString());
    if (const auto phases = plan::pausePhases(goal); !phases.empty()) form.rest["pause_before"] = phases;
    return form;
}

QString missingIn(const GoalForm& form, const std::vector<plan::Recipe>& recipes) {
    if (form.statement.trimmed().isEmpty()) return tr("Write what you want first.");
    const plan::Recipe* recipe = recipeOf(form, recipes);
    if (!form.recipe.isEmpty() && !recipe) return tr("Choose a recipe.");
    if (!recipe && form.provider.isEmpty()) return tr("Choose a recipe, or let a connected model propose the plan.");
    if (recipe)
        for (const auto& parameter : recipe->parameters)
            if (parameter.fallback.is_null() &&
                form.parameters.value(QString::fromStdString(parameter.name)).trimmed().isEmpty())
                return tr("The recipe needs a value for \u201c%1\u201d.").arg(QString::fromStdString(parameter.name));
    if (!form.budget.trimmed().isEmpty() && !typedAmount(form.budget))
        return tr("The budget is a number of dollars like 5.00.");
    if (form.provider == QLatin1String("auto") && form.budget.trimmed().isEmpty())
        return tr("Calls to a model cost money: set a budget.");
    return {};
}

QVector<Assumption> assumptionsOf(const GoalForm& form, const std::vector<plan::Recipe>& recipes) {
    QVector<Assumption> assumed;
    const plan::Recipe* recipe = recipeOf(form, recipes);
    if (!recipe) return assumed;
    for (const auto& parameter : recipe->parameters) {
        const QString name = QString::fromStdString(parameter.name);
        if (!parameter.fallback.is_null() && form.parameters.value(name).trimmed().isEmpty())
            assumed.append({name, shown(parameter.fallback)});
    }
    return assumed;
}

Result<std::string> goalFileText(const GoalForm& form, const std::vector<plan::Recipe>& recipes) {
    Json file = form.rest.is_object() ? form.rest : Json::object();
    Json limits = file.value("limits", Json::object());
    file.erase("limits");
    file["sources"] = listOf(form.sources);
    file["constraints"] = listOf(form.constraints);
    file["done_when"] = listOf(form.doneWhen);
    for (const char* key : {"constraints", "done_when"})
        if (file[key].empty()) file.erase(key);
    if (const plan::Recipe* recipe = recipeOf(form, recipes)) {
        file["recipe"] = recipe->name;
        Json parameters = Json::object();
        for (const auto& parameter : recipe->parameters) {
            const QString typed = form.parameters.value(QString::fromStdString(parameter.name));
            if (typed.trimmed().isEmpty()) {
                continue;  // who runs it assumes it, and records that
            }
            SKEIN_TRY(parameters[parameter.name], valueOf(parameter, typed));
        }
        file["parameters"] = std::move(parameters);
    }
    const auto limit = [&limits](const char* name, bool given, Json value) {
        if (given) limits[name] = std::move(value);
        else limits.erase(name);
    };
    const auto budget = typedAmount(form.budget);
    limit("budget_usd", budget.has_value(), budget ? Json(formatUsd(*budget)) : Json());
    limit("agents", form.agents > 0, Json(form.agents));
    limit("until", !form.until.trimmed().isEmpty(), Json(form.until.trimmed().toStdString()));
    if (form.provider.isEmpty()) file["providers"] = Json::array({"offline"});
    else if (file.contains("providers") && file["providers"] == Json::array({"offline"})) file.erase("providers");
    std::string text = "skein: 1\ngoal: " + Json(form.statement.trimmed().toStdString()).dump() + '\n';
    if (!limits.empty()) {
        text += "limits: {";
        bool first = true;
        for (const auto& [name, value] : limits.items()) {
            text += (first ? "" : ", ") + Json(name).dump() + ": ";
            // Amounts are decimals in the file, never quoted.
            text += name == "budget_usd" && value.is_string() ? value.get<std::string>() : value.dump();
            first = false;
        }
        text += "}\n";
    }
    for (const auto& [name, value] : file.items())
        if (name != "skein" && name != "goal") text += name + ": " + value.dump() + '\n';
    return text;
}

}  // namespace skein::ui
