// The texts of the recipes that come with Skein, in the language of the window; those of other recipes stand as they
// are written. Thread: any.
#pragma once

#include <QString>
#include <string>

namespace skein::ui {

/// A title, a description, the name of a parameter or an assumed value.
QString recipeText(const std::string& words);

}  // namespace skein::ui
