package dev.gantry.engine;

import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.run.RunError;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.store.NewRun;
import dev.gantry.spi.store.RunEnd;
import dev.gantry.spi.store.StoredRun;

/**
 * An open run in memory. Its state changes under its own lock, which is never held while anything
 * else is called. Thread-safe.
 */
final class LiveRun extends AcceptedRun {

    private volatile RunState state = RunState.QUEUED;
    private volatile long due;
    private volatile int counted;
    private volatile long firstStarted;
    private volatile RevisionRef plugin;
    private volatile RunError error;
    private volatile String detail;
    private volatile String cancel;
    private volatile String blocked;
    private volatile Progress progress = Progress.NONE;
    private volatile RunningAttempt attempt;
    private final Standing standing = new Standing();
    private volatile Charge charge;
    private volatile boolean withdrawn;
    private volatile boolean terminated;
    private volatile RunEnd end;
    private volatile boolean mayHaveChildren;
    private volatile long ticket;
    private boolean hasSlot;
    private RunLog log;

    LiveRun(NewRun run, RunSpec spec) {
        super(run, spec);
        this.due = run.due();
    }

    LiveRun(StoredRun run, RunSpec spec, RunError error) {
        super(run, spec);
        this.due = run.due();
        this.counted = run.attempt();
        this.plugin = RowCodec.parseRevision(run.plugin());
        this.error = error;
        this.detail = run.detail();
        this.cancel = run.cancel();
        this.firstStarted = run.started();
        this.mayHaveChildren = plugin != null || counted > 0 || run.started() > 0;
    }

    /** Another run in the place of one that was withdrawn unstarted, to be run with these. */
    LiveRun(LiveRun old, String params, RunSpec spec, long due) {
        super(old, params, spec);
        this.due = due;
        this.detail = old.detail;
        this.error = old.error;
        this.ticket = old.ticket;
    }

    RunState state() {
        return state;
    }

    long due() {
        return due;
    }

    /** Another time; for whoever took it off the time line. */
    void reschedule(long at) {
        due = at;
    }

    /** Attempts that are over and were counted. */
    int counted() {
        return counted;
    }

    /** Start of the first attempt in ms since 1970; 0 before. */
    long firstStarted() {
        return firstStarted;
    }

    void firstStarted(long at) {
        firstStarted = at;
    }

    /**
     * The revision of its latest attempt, on which it has to stay; {@code null} if there was none,
     * or the next one may begin anywhere.
     */
    RevisionRef plugin() {
        return plugin;
    }

    RunError error() {
        return error;
    }

    String detail() {
        return detail;
    }

    void detail(String json) {
        detail = json;
    }

    /** Why it shall stop, or {@code null}. */
    String cancel() {
        return cancel;
    }

    /** Why it is blocked, or {@code null}. */
    String blocked() {
        return blocked;
    }

    Progress progress() {
        return progress;
    }

    void progress(Progress now) {
        progress = now;
    }

    /** Where it stands in line. */
    Standing standing() {
        return standing;
    }

    /** Takes note of what its present attempt uses; {@code null} before the first. */
    Charge charge() {
        return charge;
    }

    void charge(Charge its) {
        charge = its;
    }

    /** For a place of its key that nodes have together, which it asked for or has; 0 for none. */
    long ticket() {
        return ticket;
    }

    void ticket(long now) {
        ticket = now;
    }

    /** The attempt that runs, or {@code null}. */
    RunningAttempt attempt() {
        return attempt;
    }

    /** Its final record when that is on disk, or {@code null}. */
    RunEnd end() {
        return end;
    }

    boolean waiting() {
        RunState now = state;
        return !withdrawn && waits(now);
    }

    /** Whether an attempt of it may have begun, or has. */
    boolean begun() {
        return !waits(state) || counted > 0 || plugin != null || firstStarted > 0;
    }

    private boolean works() {
        return state == RunState.RUNNING || state == RunState.WAITING;
    }

    private static boolean waits(RunState now) {
        return now == RunState.QUEUED || now == RunState.SCHEDULED || now == RunState.BLOCKED;
    }

    synchronized boolean schedule() {
        return moveTo(RunState.SCHEDULED);
    }

    synchronized boolean queue() {
        blocked = null;
        return moveTo(RunState.QUEUED);
    }

    synchronized boolean block(String reason) {
        blocked = reason;
        return moveTo(RunState.BLOCKED);
    }

    private boolean moveTo(RunState next) {
        if (!waiting()) {
            return false;
        }
        state = next;
        return true;
    }

    /** Takes it out of the queue to be run; false if somebody else took it, or a pause holds it. */
    synchronized boolean begin(Pauses pauses) {
        if (withdrawn || state != RunState.QUEUED || pauses.of(this) != null) {
            return false;
        }
        state = RunState.RUNNING;
        hasSlot = true;
        return true;
    }

    /** Gives its slot and place back, to the caller; false if it has none. */
    synchronized boolean drop() {
        boolean had = hasSlot;
        hasSlot = false;
        return had;
    }

    /** A running one waits for other runs, which needs no slot; false if it does not run. */
    synchronized boolean rest(String what) {
        return hasSlot && move(RunState.RUNNING, RunState.WAITING, what);
    }

    /**
     * It waits no longer.
     *
     * @param slot whether it has one again
     * @return false if its attempt was ended meanwhile, and it takes no slot
     */
    synchronized boolean goOn(boolean slot) {
        move(RunState.WAITING, RunState.RUNNING, null);
        boolean goesOn = attempt != null && !attempt.ended();
        hasSlot |= slot && goesOn;
        return goesOn;
    }

    private boolean move(RunState from, RunState to, String why) {
        if (state != from) {
            return false;
        }
        blocked = why;
        state = to;
        return true;
    }

    /**
     * Whether runs may be there that it started: also by an attempt that a crash cut off, of which
     * nothing is known unless it was started again.
     */
    boolean mayHaveChildren() {
        return mayHaveChildren || maybeCutOff() && firstStarted == 0;
    }

    void hasChildren() {
        mayHaveChildren = true;
    }

    /** Takes it, wherever it waits, to be ended unstarted; false if it does not wait. */
    synchronized boolean claim(String reason) {
        if (!waiting()) {
            return false;
        }
        cancel = reason;
        state = RunState.CANCELLING;
        return true;
    }

    /** Returns when whoever is about to begin it has done so. */
    synchronized void settle() {
        // to have had the lock is all
    }

    /** Takes it, wherever it waits, to put another one in its place; false if it does not wait. */
    synchronized boolean withdraw() {
        if (!waiting()) {
            return false;
        }
        withdrawn = true;
        return true;
    }

    boolean withdrawn() {
        return withdrawn;
    }

    /** Notes that a running one is to be stopped without clean-up; false if it does not run. */
    synchronized boolean terminate(String reason) {
        if (!works() && state != RunState.CANCELLING) {
            return false;
        }
        terminated = true;
        cancel = reason;
        state = RunState.CANCELLING;
        return true;
    }

    boolean terminated() {
        return terminated;
    }

    synchronized void attach(RunningAttempt running) {
        attempt = running;
        plugin = running.revision();
        progress = Progress.NONE;
        if (firstStarted == 0) {
            firstStarted = running.startedAt();
        }
    }

    /**
     * The revision is taken away: while it waits, it need not stay there any more.
     *
     * @return the attempt that runs on that revision, noted to be given up, or {@code null}
     */
    synchronized RunningAttempt revoke(RevisionRef revision) {
        if (!revision.equals(plugin)) {
            return null;
        }
        if (attempt != null) {
            attempt.revoke();
        } else if (waiting()) {
            plugin = null;
        }
        return attempt;
    }

    /** Notes that a running one shall stop; false if it does not run. */
    synchronized boolean stop(String reason) {
        if (state == RunState.CANCELLING) {
            return true;
        }
        if (!works()) {
            return false;
        }
        cancel = reason;
        state = RunState.CANCELLING;
        return true;
    }

    /**
     * Back from running to waiting, on no revision if that of its attempt was taken away.
     *
     * @return false if it shall stop instead
     */
    synchronized boolean waitAgain(int countedNow, long dueNow, RunError last) {
        if (attempt != null && attempt.revoked()) {
            plugin = null;
        }
        attempt = null;
        counted = countedNow;
        due = dueNow;
        if (last != null) {
            error = last;
        }
        if (cancel != null) {
            return false;
        }
        blocked = null;
        state = RunState.QUEUED;
        return true;
    }

    synchronized void ended(RunEnd record, RunError last) {
        attempt = null;
        if (last != null) {
            error = last;
        }
        end = record;
        state = RunState.FINISHED;
    }

    synchronized RunLog log(RunLogs logs) {
        if (log == null) {
            log = logs.open(this);
        }
        return log;
    }

    /** Its log if anything was written to it since it came into memory, or {@code null}. */
    synchronized RunLog logIfAny() {
        return log;
    }
}
