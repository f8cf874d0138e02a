package dev.gantry.plugins.canary;

/**
 * The upper tail of the hypergeometric distribution, the one figure that both rules need: to about
 * eight digits for a million attempts, to four for a thousand million.
 */
final class Chance {
    private static final int EXACT = 32;
    private static final double NEGLIGIBLE = 1e-17;

    private Chance() {}

    /**
     * How probable it is that of {@code drawn} out of {@code all}, drawn at random, {@code found}
     * or more are marked, if {@code marked} of all are. With the failed attempts as the marked
     * ones, this is the p-value of Fisher's exact test, one-sided.
     */
    static double atLeast(long all, long marked, long drawn, long found) {
        long least = Math.max(0, drawn + marked - all);
        long most = Math.min(drawn, marked);
        if (found <= least) {
            return 1;
        }
        if (found > most) {
            return 0;
        }
        double mode = (marked + 1.0) * (drawn + 1.0) / (all + 2.0);
        if (found > mode) {
            return Math.min(1, upward(all, marked, drawn, found, most));
        }
        return Math.max(0, 1 - downward(all, marked, drawn, found - 1, least));
    }

    private static double upward(long all, long marked, long drawn, long from, long most) {
        double term = exactly(all, marked, drawn, from);
        double sum = term;
        for (long k = from; k < most && term > NEGLIGIBLE * sum; k++) {
            term *= (double) (marked - k) * (drawn - k);
            term /= (k + 1.0) * (all - marked - drawn + k + 1.0);
            sum += term;
        }
        return sum;
    }

    private static double downward(long all, long marked, long drawn, long from, long least) {
        double term = exactly(all, marked, drawn, from);
        double sum = term;
        for (long k = from; k > least && term > NEGLIGIBLE * sum; k--) {
            term *= (double) k * (all - marked - drawn + k);
            term /= (marked - k + 1.0) * (drawn - k + 1.0);
            sum += term;
        }
        return sum;
    }

    private static double exactly(long all, long marked, long drawn, long found) {
        return Math.exp(
                choose(marked, found) + choose(all - marked, drawn - found) - choose(all, drawn));
    }

    /** The logarithm of "n over k". */
    private static double choose(long n, long k) {
        return factorial(n) - factorial(k) - factorial(n - k);
    }

    /** The logarithm of n!; by Stirling's series, whose error is below 1e-13 from 32 on. */
    private static double factorial(long n) {
        if (n < EXACT) {
            double product = 1;
            for (int i = 2; i <= n; i++) {
                product *= i;
            }
            return Math.log(product);
        }
        double square = 1.0 / n / n;
        return (n + 0.5) * Math.log(n)
                - n
                + 0.5 * Math.log(2 * Math.PI)
                + (1 / 12.0 - square * (1 / 360.0 - square / 1260)) / n;
    }
}
