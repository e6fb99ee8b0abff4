#include "ui/goal/recipe_words.h"

#include <QCoreApplication>

namespace skein::ui {

namespace {

/// For the translators only: what resources/recipes says. A test holds both against each other.
[[maybe_unused]] constexpr const char* known[] = {
    QT_TRANSLATE_NOOP("Recipe", "Document a project"),
    QT_TRANSLATE_NOOP("Recipe",
                      "Writes one coherent document about a folder of sources: what the project is, each of its "
                      "components with its public symbols, how the components use each other, and where the sources "
                      "contradict themselves. Runs without a model."),
    QT_TRANSLATE_NOOP("Recipe", "audience"),
    QT_TRANSLATE_NOOP("Recipe", "engineers"),
    QT_TRANSLATE_NOOP("Recipe", "who will read the document"),
    QT_TRANSLATE_NOOP("Recipe", "Build a CRM from its entities"),
    QT_TRANSLATE_NOOP("Recipe",
                      "Expands a list of entities into the micro-tasks of a customer-relationship application: schema, "
                      "service methods, API endpoints, screens, tests and documentation of each entity, and what holds "
                      "them together. Needs a model."),
    QT_TRANSLATE_NOOP("Recipe", "entities"),
    QT_TRANSLATE_NOOP("Recipe",
                      "a list of entities, each a name or {name, plural, description, fields, belongs_to}; fields are "
                      "names or {name, type, required, unique, references, values}"),
    QT_TRANSLATE_NOOP("Recipe", "stack"),
    QT_TRANSLATE_NOOP("Recipe", "PostgreSQL, a REST API described by OpenAPI 3.1, TypeScript and React"),
    QT_TRANSLATE_NOOP("Recipe", "what the application is built with"),
    QT_TRANSLATE_NOOP("Recipe", "the engineers who will maintain it"),
    QT_TRANSLATE_NOOP("Recipe", "who reads the documentation"),
};

}  // namespace

QString recipeText(const std::string& words) { return QCoreApplication::translate("Recipe", words.c_str()); }

}  // namespace skein::ui
