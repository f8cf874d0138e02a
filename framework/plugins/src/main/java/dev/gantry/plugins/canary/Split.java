package dev.gantry.plugins.canary;

import dev.gantry.spi.catalog.Selection;
import dev.gantry.spi.plugin.CanarySpec;

import java.util.HexFormat;
import java.util.Map;

/**
 * Which new work goes to a canary. The same work always goes to the same side, on every node and
 * after a restart; work that is on the canary's side stays there when the share grows. Another
 * canary takes other work first. Immutable.
 */
public final class Split {
    private static final long PRIME = 0x100000001B3L;

    private final long salt;
    private final int percent;
    private final String tenant;
    private final Map<String, String> labels;

    private Split(long salt, int percent, String tenant, Map<String, String> labels) {
        this.salt = salt;
        this.percent = percent;
        this.tenant = tenant;
        this.labels = labels;
    }

    /**
     * The split of one step.
     *
     * @param sha256 the canary's revision
     * @param step index of the step; of no matter where tenant or labels choose
     */
    public static Split of(String sha256, CanarySpec spec, int step) {
        return new Split(
                HexFormat.fromHexDigitsToLong(sha256, 0, 16),
                spec.selective() ? 100 : spec.steps().get(step),
                spec.tenant(),
                spec.labels());
    }

    /** Percent, 1 to 100, of the work that the canary is for. */
    public int percent() {
        return percent;
    }

    /**
     * Whether new work goes to the canary. Work without an id never does by a share, because no two
     * pieces of it could be told apart.
     */
    public boolean takes(Selection selection) {
        if (tenant != null && !tenant.equals(selection.tenant())) {
            return false;
        }
        if (!labels.isEmpty() && !selection.labels().entrySet().containsAll(labels.entrySet())) {
            return false;
        }
        return percent == 100 || !selection.work().isEmpty() && place(selection.work()) < percent;
    }

    /** A number from 0 to 99 by FNV-1a with the finalizer of MurmurHash3. */
    private int place(String work) {
        long hash = salt;
        for (int i = 0; i < work.length(); i++) {
            hash = (hash ^ work.charAt(i)) * PRIME;
        }
        hash = (hash ^ (hash >>> 33)) * 0xFF51AFD7ED558CCDL;
        hash = (hash ^ (hash >>> 33)) * 0xC4CEB9FE1A85EC53L;
        hash ^= hash >>> 33;
        return (int) ((hash >>> 32) * 100 >>> 32);
    }
}
