package dev.gantry.spi.run;

/**
 * How much of Gantry a tenant may take.
 *
 * @param weight its share beside that of others in the same service class, 1 to 1000
 * @param maxRunning attempts at one time; 0 for any number
 * @param maxOpen runs that are not finished; 0 for any number
 * @param rate submits per second; 0 for any number
 * @param burst submits at once after a rest; 0 for what the rate gives in a second, at least 1
 */
public record TenantQuota(int weight, int maxRunning, long maxOpen, double rate, int burst) {

    /** No bounds, and the usual weight. */
    public static final TenantQuota NONE = new TenantQuota(1, 0, 0, 0, 0);

    /** Checks the limits. */
    public TenantQuota {
        if (weight < 1 || weight > 1000) {
            throw new IllegalArgumentException("weight is from 1 to 1000, not " + weight);
        }
        if (maxRunning < 0 || maxOpen < 0) {
            throw new IllegalArgumentException("maxRunning and maxOpen are not negative");
        }
        if (!(rate >= 0 && rate <= 1_000_000) || rate > 0 && rate < 0.001) {
            throw new IllegalArgumentException(
                    "rate is from 0.001 to 1000000 submits per second, or 0 for no limit, not "
                            + rate);
        }
        if (burst < 0 || burst > 1_000_000) {
            throw new IllegalArgumentException("burst is from 1 to 1000000, not " + burst);
        }
        if (burst > 0 && rate == 0) {
            throw new IllegalArgumentException("burst goes with a rate; give the rate too");
        }
    }

    /** Submits at once after a rest, where there is a rate. */
    public int mostAtOnce() {
        return burst > 0 ? burst : (int) Math.max(1, Math.ceil(rate));
    }
}
