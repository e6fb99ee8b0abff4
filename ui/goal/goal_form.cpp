#include "ui/goal/goal_form.h"

#include <QCoreApplication>
#include <QDir>
#include <QLocale>
#include <QRegularExpression>
#include <algorithm>

#include "core/base/limits.h"
#include "core/plan/questions.h"
#include "core/runtime/goal_terms.h"
#include "ui/common/typed_amount.h"
#include "ui/common/words.h"
#include "ui/goal/recipe_words.h"

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
    if (form.statement.trimmed().isEmpty())
        return tr("Write what you want first: a sentence about the result, and below it the files that it is about.");
    const plan::Recipe* recipe = recipeOf(form, recipes);
    if (!form.recipe.isEmpty() && !recipe) return tr("Choose a recipe.");
    if (!recipe && form.provider.isEmpty()) return tr("Choose a recipe, or let a connected model propose the plan.");
    if (recipe)
        for (const auto& parameter : recipe->parameters)
            if (parameter.fallback.is_null() &&
                form.parameters.value(QString::fromStdString(parameter.name)).trimmed().isEmpty())
                return tr("The recipe needs a value for \u201c%1\u201d.").arg(recipeText(parameter.name));
    if (const auto problems = problemsIn(form); !problems.isEmpty()) return problems.first();
    // What nobody has filled in yet is missing, and nothing that was done wrong.
    if (recipe && listOf(form.sources).empty() &&
        std::any_of(recipe->tasks.begin(), recipe->tasks.end(), [](const plan::RecipeTask& task) {
            return task.over != plan::RecipeOver::Once && task.over != plan::RecipeOver::Entities;
        }))
        return tr("Add the files and folders that it is about.");
    if (form.provider == QLatin1String("auto") && form.budget.trimmed().isEmpty())
        return tr("Calls to a model cost money: set a budget.");
    return {};
}

QMap<QString, QString> problemsIn(const GoalForm& form) {
    QMap<QString, QString> problems;
    const QLocale locale;
    const auto size = [&locale](qsizetype bytes) { return locale.formattedDataSize(bytes, 1); };
    constexpr auto most = static_cast<qsizetype>(limits::maxInstructionBytes);
    if (const auto bytes = form.statement.trimmed().toUtf8().size(); bytes > most)
        problems.insert(QStringLiteral("goalText"),
                        tr("The goal is %1 long; a goal file takes %2. Shorten it, or put parts of it into a file that "
                           "the goal is about. What you wrote is kept.")
                            .arg(size(bytes), size(most)));
    const auto check = [&](const char* field, const QStringList& lines, qsizetype mostBytes) {
        if (lines.size() > static_cast<qsizetype>(limits::maxListItems)) {
            problems.insert(
                QString::fromLatin1(field),
                tr("These are %1 lines; a goal file takes %2. What you wrote is kept.")
                    .arg(locale.toString(lines.size()), locale.toString(static_cast<qlonglong>(limits::maxListItems))));
            return;
        }
        for (qsizetype i = 0; i < lines.size(); ++i)
            if (const auto bytes = lines[i].trimmed().toUtf8().size(); bytes > mostBytes) {
                problems.insert(QString::fromLatin1(field),
                                tr("Line %1 is %2 long; a goal file takes %3 a line. What you wrote is kept.")
                                    .arg(locale.toString(i + 1), size(bytes), size(mostBytes)));
                return;
            }
    };
    check("goalConstraints", form.constraints, most);
    check("goalDone", form.doneWhen, most);
    check("goalSources", form.sources, 4096);  // as core/plan/goal_file reads paths
    if (!form.budget.trimmed().isEmpty() && !typedAmount(form.budget))
        problems.insert(QStringLiteral("goalBudget"), tr("The budget is a number of dollars like 5.00."));
    return problems;
}

Json draftOf(const GoalForm& form) {
    const auto lines = [](const QStringList& from) {
        Json list = Json::array();
        for (const QString& line : from) list.push_back(line.toStdString());
        return list;
    };
    Json parameters = Json::object();
    for (auto it = form.parameters.cbegin(); it != form.parameters.cend(); ++it)
        parameters[it.key().toStdString()] = it.value().toStdString();
    return Json{{"statement", form.statement.toStdString()},
                {"constraints", lines(form.constraints)},
                {"done_when", lines(form.doneWhen)},
                {"sources", lines(form.sources)},
                {"recipe", form.recipe.toStdString()},
                {"parameters", std::move(parameters)},
                {"budget", form.budget.toStdString()},
                {"until", form.until.toStdString()},
                {"agents", form.agents},
                {"provider", form.provider.toStdString()},
                {"model", form.model.toStdString()},
                {"rest", form.rest}};
}

Result<GoalForm> formOfDraft(const Json& draft) {
    const auto wrong = [](const char* field) {
        return fail(ErrorCode::InvalidInput, std::string(field) + ": not as a draft has it");
    };
    if (!draft.is_object()) return wrong("the draft");
    GoalForm form;
    const std::pair<const char*, QString*> texts[] = {{"statement", &form.statement}, {"recipe", &form.recipe},
                                                      {"budget", &form.budget},       {"until", &form.until},
                                                      {"provider", &form.provider},   {"model", &form.model}};
    for (const auto& [name, target] : texts) {
        const Json value = draft.value(name, Json(""));
        if (!value.is_string()) return wrong(name);
        *target = QString::fromStdString(value.get<std::string>());
    }
    const std::pair<const char*, QStringList*> lists[] = {
        {"constraints", &form.constraints}, {"done_when", &form.doneWhen}, {"sources", &form.sources}};
    for (const auto& [name, target] : lists)
        for (const Json& line : draft.value(name, Json::array())) {
            if (!line.is_string()) return wrong(name);
            target->append(QString::fromStdString(line.get<std::string>()));
        }
    const Json parameters = draft.value("parameters", Json::object());
    if (!parameters.is_object()) return wrong("parameters");
    for (const auto& [name, value] : parameters.items()) {
        if (!value.is_string()) return wrong("parameters");
        form.parameters.insert(QString::fromStdString(name), QString::fromStdString(value.get<std::string>()));
    }
    const Json agents = draft.value("agents", Json(0));
    if (!agents.is_number_integer() || agents.get<std::int64_t>() < 0 ||
        agents.get<std::int64_t>() > static_cast<std::int64_t>(limits::maxAgents))
        return wrong("agents");
    form.agents = agents.get<int>();
    form.rest = draft.value("rest", Json::object());
    if (!form.rest.is_object()) return wrong("rest");
    return form;
}

QVector<Assumption> assumptionsOf(const GoalForm& form, const std::vector<plan::Recipe>& recipes) {
    QVector<Assumption> assumed;
    const plan::Recipe* recipe = recipeOf(form, recipes);
    if (!recipe) return assumed;
    for (const auto& parameter : recipe->parameters) {
        const QString name = QString::fromStdString(parameter.name);
        if (!parameter.fallback.is_null() && form.parameters.value(name).trimmed().isEmpty())
            assumed.append({recipeText(parameter.name), parameter.fallback.is_string()
                                                            ? recipeText(parameter.fallback.get<std::string>())
                                                            : shown(parameter.fallback)});
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
