// GoalForm: a goal as a person writes it in the window, and the goal file it becomes. Thread: any; values only. Keys of
// a file that the form does not show are kept and written back.
#pragma once

#include <QMap>
#include <QString>
#include <QStringList>

#include "core/base/json.h"
#include "core/model/task.h"
#include "core/plan/recipe.h"

namespace skein::ui {

struct GoalForm {
    QString statement;
    QStringList constraints, doneWhen;
    QStringList sources;                ///< absolute
    QString recipe;                     ///< empty: a model proposes the plan
    QMap<QString, QString> parameters;  ///< as typed; those left empty are assumed as the recipe says
    QString budget;                     ///< dollars, as typed
    QString until;                      ///< "07:00" or RFC 3339, as typed
    int agents = 0;                     ///< 0: as usual
    QString provider, model;            ///< empty: the offline agents; "auto": connected providers; or a local server
    Json rest = Json::object();         ///< other keys of the file it was read from
    friend bool operator==(const GoalForm&, const GoalForm&) = default;
};

GoalForm formOf(const Goal& goal);
/// What stands in the way of a plan, as a sentence; empty: nothing.
QString missingIn(const GoalForm& form, const std::vector<plan::Recipe>& recipes);
/// A parameter that nobody gave a value for, and the value that is assumed.
struct Assumption {
    QString name, value;
};
QVector<Assumption> assumptionsOf(const GoalForm& form, const std::vector<plan::Recipe>& recipes);
/// What of the form cannot be taken as it stands, in words, by the name of its field ("goalText", "goalConstraints",
/// "goalDone", "goalSources", "goalBudget"); limits of core/base/limits.h. Disks are not asked.
QMap<QString, QString> problemsIn(const GoalForm& form);
/// The form as it stands, whatever is missing in it or too long for a goal file, and back. Errors: InvalidInput.
Json draftOf(const GoalForm& form);
Result<GoalForm> formOfDraft(const Json& draft);
/// The text of the goal file (YAML, one key a line); what is assumed stays out, for the run to record. Errors:
/// InvalidInput for a parameter that is not of its type.
Result<std::string> goalFileText(const GoalForm& form, const std::vector<plan::Recipe>& recipes);

}  // namespace skein::ui
