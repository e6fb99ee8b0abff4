// GraphCanvas: the live picture of a run: layered graph with levels of detail, groups, minimap and arrow-key walking.
// Layout runs in a worker; a status change only repaints, positions never move because of it. Thread: GUI.
// It must never create an object per task. Its full equivalent for assistive technology is the task table.
#pragma once

#include <QCache>
#include <QPixmap>
#include <QSet>
#include <QTimer>

#include "ui/common/canvas.h"
#include "ui/common/selection_context.h"
#include "ui/graph/graph_scene.h"

namespace skein::ui {

class GraphMinimap;

class GraphCanvas : public Canvas {
    Q_OBJECT
public:
    GraphCanvas(const Theme& theme, SelectionContext& selection, QWidget* parent = nullptr);

    /// Another plan: lays it out in a worker; laidOut() follows.
    void setPlan(const PlanView& plan);
    /// Changed states of known tasks.
    void updateTasks(const QVector<TaskRow>& tasks);
    const GraphScene& scene() const { return m_scene; }
    /// Whether lines between groups carry the number of dependencies they stand for, at this zoom.
    bool countsLines() const;
    /// The plan with the newest states.
    const PlanView& plan() const { return m_plan; }

    /// Opens or closes the group the selected task or item is in.
    void toggleGroup();
    /// What groups stand for; those that start closed are closed.
    void setGrouping(Grouping grouping);
    Grouping grouping() const { return m_grouping; }
    /// Which groups and stacks are open and what groups stand for, to be kept with the run; and shows such again. What
    /// is not of this plan is passed over.
    QVariantMap groups() const;
    void showGroups(const QVariantMap& groups);
    void expandAll();
    void collapseAll();
    /// Opens the group and the stack that a task (a number) lies in, and brings it into sight; at once or when what is
    /// being laid out is there. What is filtered away stays so.
    void showTask(quint32 task);
    /// Keeps running tasks in sight: moves when more than a quarter of them is outside, at most every two seconds. A
    /// pan or zoom by hand pauses it until it is switched on again.
    void setFollowing(bool on);
    bool followsNow() const { return m_following && !m_followPaused; }
    bool followPaused() const { return m_following && m_followPaused; }
    /// Marks the longest chain of what is left, given as task numbers in order.
    void setCriticalPath(const QVector<quint32>& tasks);
    void setShowsCritical(bool on);
    /// Shows only these tasks (plan order, from 0), grouped as ever; nothing: all.
    void setPassing(const std::optional<QSet<int>>& tasks);
    /// Draws these tasks (plan order, from 0) with a halo and dims everything else; nothing: no task is looked for.
    void setFound(const std::optional<QSet<int>>& tasks);
    /// How many tasks of an item are found; -1 while none is looked for.
    int foundIn(int item) const { return m_found ? m_foundIn.value(item) : -1; }
    /// Whether words are being looked for, also while there are none: Esc then ends that first.
    void setFinding(bool on) { m_finding = on; }
    /// Whether a box of the graph lies in this part of the viewport.
    bool hasItemsIn(const QRectF& area);
    /// Draws all of the graph into `map`, and the frame of what is in sight.
    void paintMap(QPainter& painter, const QRectF& map);
    /// Shows only `tasks` (plan order, from 0), each by itself unless they are too many, around this task (a number); 0
    /// shows everything.
    void setNear(quint32 task, const QSet<int>& tasks);
    /// The task around which setNear() shows; 0: everything is shown.
    quint32 nearTask() const { return m_nearTask; }

    /// Shows what sight() told before, once what is being laid out is there and it can be seen.
    void restoreSight(const Sight& sight);
    /// So many pixels at the lower edge are covered by something else: the map stays above them.
    void setCoveredBelow(int pixels);
    /// What is in sight, or will be when it is seen again.
    Sight sightToKeep() const { return m_sightWanted.value_or(sight()); }

    /// The items inside the viewport, at most `limit`, in drawing order; the one with the keyboard is always among
    /// them.
    QVector<int> visibleItems(int limit) const;
    /// "Digest of db, Done, needs 1, feeds 3".
    QString itemText(int item) const;
    void selectItem(int item);
    void activateItem(int item);
    /// Whether all tasks of an item are among those that are selected at once.
    bool isMarked(int item) const;

    /// The item that has the keyboard, -1 for none.
    int currentItem() const { return m_current; }

signals:
    void laidOut();
    /// Following was switched, paused or taken up again.
    void followChanged();
    /// Finding is to end.
    void findLeft();
    /// Everything is to be shown again.
    void nearLeft();
    /// One of the view's letters or digits, alone or with Shift.
    void letterPressed(int key, bool shift);
    /// A stack was opened: show its tasks as a list.
    void stackActivated(const QVector<quint32>& tasks, const QString& title);
    /// A task was opened: show it in the inspector.
    void taskActivated(quint32 task);
    /// What can be done with the selected item was asked for, at this point of the screen.
    void menuWanted(QPoint at);

protected:
    void paintWorld(QPainter& painter) override;
    void pressed(QPointF worldPoint, Qt::KeyboardModifiers modifiers) override;
    void activated(QPointF worldPoint) override;
    void banded(const QRectF& area, Qt::KeyboardModifiers modifiers) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    struct Cell {
        QVector<int> items;
        QVector<int> edges;
    };
    void relayout();
    void adopt(GraphScene scene);
    void buildIndex();
    /// What is drawn of this area; `edges` may be null.
    void visit(const QRectF& area, QVector<int>* items, QVector<int>* edges);
    int itemAt(QPointF worldPoint) const;
    void followSelection(quint32 task);
    int neighbour(int key) const;
    void walk(int target);
    /// The numbers of an item's tasks.
    QVector<quint32> tasksOf(int item) const;
    /// Selects these tasks (numbers) at once; the keyboard goes to `current`, -1: stays where it is.
    void mark(QSet<quint32> tasks, int current);
    /// Adds an item to what is selected, or takes it out where all of it is and `takesBack`.
    void markItem(int item, bool takesBack);
    void extendTo(int target);
    void takeMarks();
    void paintMark(QPainter& painter, const QRectF& box);
    void describe();
    /// Puts the keyboard on the first task of a phase that was just opened.
    void showOpened();
    /// One step towards the task that showTask() is to show.
    void showAsked();
    void showWanted();
    void follow();
    bool isCritical(const GraphEdge& edge) const;

    void paintEdges(QPainter& painter, const QVector<int>& edges, double nodeHeight);
    /// All edges but the selected item's, from a picture of the viewport that is shifted when it scrolls.
    void paintEdgeLayer(QPainter& painter, double nodeHeight);
    void drawQuietEdges(QPainter& painter, const QVector<int>& edges, const QRectF& area, double nodeHeight);
    QColor quietColour(double nodeHeight) const;
    /// The empty box of a task in a state, drawn once per size of boxes.
    const QPixmap& boxOf(Status status, QSizeF size);
    /// How many dependencies a bundled line stands for, above the boxes.
    static QString onPlate(int count);
    void paintCounts(QPainter& painter, const QVector<int>& edges, double nodeHeight);
    /// How full the window was, on the scale of all agents, with the band.
    void paintTokens(QPainter& painter, const TaskRow& task, const QRectF& bar);
    void paintDensity(QPainter& painter, const QVector<int>& items);
    void paintTask(QPainter& painter, int item, const QRectF& box, double nodeHeight);
    /// A task as it is now, drawn once until it, the size of tasks or the theme changes: shaping hundreds of titles
    /// takes longer than a frame.
    const QPixmap& pictureOf(int item, QSizeF size, double nodeHeight);
    void forgetPictures();
    void drawTask(QPainter& painter, const GraphItem& item, const QRectF& box, double nodeHeight);
    void paintTaskText(QPainter& painter, const TaskRow& task, const GraphItem& item, const QRectF& box, bool card);
    /// A bar across what comes in, where the person has to let something of the item pass.
    void paintPauseBar(QPainter& painter, const GraphItem& item, const QRectF& box);
    void paintGroup(QPainter& painter, const GraphItem& item, int index, const QRectF& box, bool current);
    /// The frames of open groups, and their names, which stay in sight while some of the group is.
    void paintFrames(QPainter& painter);
    void paintFrameTitles(QPainter& painter);
    /// What fits of a group: its name, how far it is, its states, and a square per task or few tasks.
    QFont fontThatFits(const QString& title, double width) const;
    void paintGroupText(QPainter& painter, const GraphItem& item, int index, const QRectF& box);
    /// What stays free inside of a group's border.
    double paddingOf(const QRectF& box) const;
    double paintStates(QPainter& painter, const StatusCounts& counts, const QRectF& room);
    void paintSquares(QPainter& painter, const GraphItem& item, const QRectF& room);
    void drawMap(QSizeF size);
    /// The place of the map in the viewport; empty: all of the graph is in sight, or there is no room for a map.
    QRectF minimapRect() const;
    void placeMinimap();
    void countFound();
    /// A halo around what is found; on a group also how many.
    void paintFound(QPainter& painter, int item, const QRectF& box);

    SelectionContext& m_selection;
    PlanView m_plan;
    GraphScene m_scene;
    GraphOptions m_options;
    Grouping m_grouping = Grouping::Phase;
    QVector<StatusCounts> m_counts;  ///< by item
    QPixmap m_map;                   ///< the minimap without the frame; drawn again at most once a second
    QTimer m_mapRest;
    QHash<int, QPixmap> m_boxes;      ///< by Status
    QCache<int, QPixmap> m_pictures;  ///< by item; cost in bytes
    QSizeF m_pictureSize;             ///< of a task in m_boxes and m_pictures
    double m_pictureRatio = 0;        ///< and its device pixels per pixel
    QPixmap m_edgeLayer;              ///< empty: to be drawn again
    double m_edgeZoom = 0;
    QPointF m_edgeOrigin;
    QSizeF m_mapSize;
    GraphMinimap* m_minimap;
    std::optional<QSet<int>> m_found;
    QVector<int> m_foundIn;  ///< by item
    QSet<int> m_marks;       ///< SelectionContext::marked(), in plan order from 0
    int m_coveredBelow = 0;
    QHash<QPair<int, int>, Cell> m_grid;
    QVector<int> m_stamps;  ///< by edge, to draw each once per frame
    QVector<int> m_itemStamps;
    QTimer m_fitRest;  ///< running: the view has another size, the boxes not yet
    QSize m_window;    ///< the size of the window that m_options.view was taken in
    int m_stamp = 0;
    int m_current = -1;
    int m_generation = 0, m_adopted = 0;
    std::optional<Sight> m_sightWanted;
    int m_openedPhase = -1;
    int m_walkedFrom = -1;    ///< the item that the last arrow key left
    quint32 m_askedTask = 0;  ///< to be shown by showTask(), and not yet
    bool m_following = false, m_finding = false;
    bool m_followPaused = false;
    QTimer m_followRest;  ///< running: it has moved lately
    bool m_showsCritical = false;
    QVector<quint32> m_criticalPath;
    QSet<int> m_criticalItems;
    quint32 m_nearTask = 0;
};

}  // namespace skein::ui
