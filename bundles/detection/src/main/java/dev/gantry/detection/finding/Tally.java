package dev.gantry.detection.finding;

import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.Judging.Damping;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How often in a row a check was good or bad, and whether it goes to and fro. Verdicts that are
 * unknown count for neither. For one thread at a time.
 *
 * <p>It is flapping from when {@value #RESTLESS} of the changes among its latest {@value #LOOKED}
 * verdicts between good and bad are too many until only {@value #CALM} of them are left.
 */
final class Tally {
    static final int LOOKED = 21;
    private static final int RESTLESS = 8;
    private static final int CALM = 3;

    private final Deque<Boolean> latest = new ArrayDeque<>();
    private int good;
    private int bad;
    private int critical;
    private int error;
    private int milder;
    private Instant since;
    private boolean flapping;

    /** Takes a verdict. */
    void add(CheckStatus status, Instant at) {
        if (status == CheckStatus.UNKNOWN) {
            return;
        }
        boolean well = status == CheckStatus.OK;
        if (well) {
            good++;
            bad = 0;
        } else {
            since = bad == 0 ? at : since;
            bad++;
            good = 0;
        }
        critical = status == CheckStatus.CRITICAL ? critical + 1 : 0;
        error = status == CheckStatus.ERROR ? error + 1 : 0;
        milder = status == CheckStatus.CRITICAL ? 0 : milder + 1;
        latest.addLast(well);
        if (latest.size() > LOOKED) {
            latest.removeFirst();
        }
        int changes = changes();
        flapping = flapping ? changes > CALM : changes >= RESTLESS;
    }

    private int changes() {
        int changes = 0;
        Boolean before = null;
        for (boolean each : latest) {
            changes += before != null && before != each ? 1 : 0;
            before = each;
        }
        return changes;
    }

    /** Whether a finding is to be opened. */
    boolean ripe(Damping damping) {
        return bad >= damping.bad();
    }

    /** Whether a finding is to be resolved. */
    boolean over(Damping damping) {
        return good >= damping.good() && !flapping;
    }

    /** How severe a finding is, that was so severe before; {@code null} if there was none. */
    CheckStatus severity(CheckStatus before, Damping damping) {
        if (critical >= damping.bad()) {
            return CheckStatus.CRITICAL;
        }
        if (before == CheckStatus.CRITICAL && milder < damping.good()) {
            return before;
        }
        return error >= damping.bad() ? CheckStatus.ERROR : CheckStatus.WARN;
    }

    boolean flapping() {
        return flapping;
    }

    /** When the first verdict of those that are bad in a row was given. */
    Instant since() {
        return since;
    }

    int bad() {
        return bad;
    }
}
