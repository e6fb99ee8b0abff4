#include "ui/shell/own_keys.h"

#include <QCoreApplication>
#include <QSettings>

#include "ui/common/command_registry.h"
#include "ui/shell/run_memory.h"

namespace skein::ui {

namespace {

const QString group = QStringLiteral("keys");

QString words(const char* text) { return QCoreApplication::translate("OwnKeys", text); }

bool isFunctionKey(Qt::Key key) { return key >= Qt::Key_F1 && key <= Qt::Key_F35; }

bool belongsToWidgets(Qt::Key key) {
    switch (key) {
        case Qt::Key_Tab:
        case Qt::Key_Backtab:
        case Qt::Key_Escape:
        case Qt::Key_Return:
        case Qt::Key_Enter:
        case Qt::Key_Space:
        case Qt::Key_Backspace:
        case Qt::Key_Menu: return true;
        default: return false;
    }
}

}  // namespace

QString whyNoShortcut(const QKeySequence& keys) {
    if (keys.count() != 1) return words(QT_TRANSLATE_NOOP("OwnKeys", "A shortcut is one key with Ctrl, Alt or Shift."));
    const QKeyCombination pressed = keys[0];
    const bool held = pressed.keyboardModifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier);
    if (belongsToWidgets(pressed.key()))
        return words(
            QT_TRANSLATE_NOOP("OwnKeys", "This key moves the focus or ends what you type; it stays as it is."));
    if (!held && !isFunctionKey(pressed.key()))
        return words(QT_TRANSLATE_NOOP("OwnKeys", "Without Ctrl or Alt this key types, walks or acts within a view."));
    return {};
}

void readOwnKeys(CommandRegistry& commands) {
    QSettings settings(stateFile(), QSettings::IniFormat);
    settings.beginGroup(group);
    for (const QString& id : settings.childKeys()) {
        if (!commands.ids().contains(id)) continue;
        const QString written = settings.value(id).toString().left(100);
        const auto keys = QKeySequence::fromString(written, QKeySequence::PortableText);
        if (written.isEmpty() || whyNoShortcut(keys).isEmpty()) commands.setShortcut(id, keys);
    }
}

void writeOwnKeys(const CommandRegistry& commands) {
    QSettings settings(stateFile(), QSettings::IniFormat);
    settings.remove(group);
    settings.beginGroup(group);
    for (const QString& id : commands.ids())
        if (const auto& keys = commands.spec(id).shortcut; keys != commands.standardShortcut(id))
            settings.setValue(id, keys.toString(QKeySequence::PortableText));
}

}  // namespace skein::ui
