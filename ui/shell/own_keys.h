// Own keys: which keys a person has given to commands, kept between starts. Thread: GUI. What cannot be read, or names
// a command that does not exist, is left out; keys that widgets need for themselves are never given away.
#pragma once

#include <QKeySequence>
#include <QString>

namespace skein::ui {

class CommandRegistry;

/// Why these keys cannot be a command's; empty: they can. They are one chord, and none that moves the focus, edits or
/// leaves a widget (Tab, Esc, Enter, arrows, letters without Ctrl or Alt).
QString whyNoShortcut(const QKeySequence& keys);

/// Gives the commands the keys that were kept.
void readOwnKeys(CommandRegistry& commands);
/// Keeps what differs from the keys the commands were registered with.
void writeOwnKeys(const CommandRegistry& commands);

}  // namespace skein::ui
