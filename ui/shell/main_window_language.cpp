// MainWindow: the commands that choose the language of the program.
#include <QLocale>

#include "ui/common/language.h"
#include "ui/shell/main_window.h"

namespace skein::ui {

void MainWindow::makeLanguageCommands() {
    const auto add = [this](const QString& choice, const QString& text, const QString& word) {
        m_commands.add({QStringLiteral("skein.language.") + (choice.isEmpty() ? QStringLiteral("system") : choice),
                        CommandMenu::Tools,
                        text,
                        tr("Texts, numbers and dates from the next start on"),
                        {},
                        {},
                        true,
                        choice.isEmpty(),
                        {tr("translation"), word}},
                       [this, choice] { chooseLanguage(choice); });
    };
    add({}, tr("Language of the des&ktop"), {});
    for (const QString& code : Language::available()) {
        // Each language is named in itself: who cannot read the present one has to find it.
        const QString name =
            code == QLatin1String("en") ? QStringLiteral("English") : QLocale(code).nativeLanguageName();
        add(code, tr("Language: %1").arg(name), code);
    }
    showLanguage();
}

void MainWindow::chooseLanguage(const QString& choice) {
    if (m_memory == Memory::Keep) {
        Language::keep(choice);
        say(BannerKind::Information, tr("The language changes at the next start"),
            tr("Texts on the screen stay as they are until then; a run goes on all the same."));
    }
    showLanguage();
}

void MainWindow::showLanguage() {
    const QString kept = m_memory == Memory::Keep ? Language::kept() : QString();
    m_commands.action(QStringLiteral("skein.language.system"))->setChecked(kept.isEmpty());
    for (const QString& code : Language::available())
        m_commands.action(QStringLiteral("skein.language.") + code)->setChecked(kept == code);
}

}  // namespace skein::ui
