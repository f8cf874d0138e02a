package dev.gantry.plugins.canary;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

class ChanceTest {
    /** The lady who tasted tea: all four cups right, or three of the four. */
    @Test
    void agreesWithFisher() {
        assertEquals(1 / 70.0, Chance.atLeast(8, 4, 4, 4), 1e-14);
        assertEquals(17 / 70.0, Chance.atLeast(8, 4, 4, 3), 1e-14);
    }

    /** Fisher's twins: of 13 monozygotic ones 10 convicted, of 17 others 2; p = 0.0004652. */
    @Test
    void agreesWithTheTableOfConvictedTwins() {
        assertEquals(4.652e-4, Chance.atLeast(30, 12, 13, 10), 5e-8);
    }

    @Test
    void agreesWithWholeNumbersEverywhere() {
        for (int all : new int[] {1, 2, 7, 40, 95}) {
            for (int marked = 0; marked <= all; marked += 1 + all / 9) {
                for (int drawn = 0; drawn <= all; drawn += 1 + all / 7) {
                    for (int found = 0; found <= all + 1; found++) {
                        agree(all, marked, drawn, found);
                    }
                }
            }
        }
        agree(5000, 60, 800, 22);
        agree(5000, 60, 800, 9);
        agree(5000, 4900, 4000, 3950);
    }

    @Test
    void staysExactForMillions() {
        double limit = binomialTail(100, 0.05, 12);
        assertEquals(limit, Chance.atLeast(2_000_000_000L, 100_000_000L, 100, 12), limit * 1e-4);
        assertEquals(0.5, Chance.atLeast(4_000_000, 2_000_000, 1_000_000, 500_000), 0.001);
    }

    private static void agree(int all, int marked, int drawn, int found) {
        double right = exact(all, marked, drawn, found);
        double shown = Chance.atLeast(all, marked, drawn, found);
        assertEquals(
                right,
                shown,
                Math.max(right * 1e-9, 1e-13 * (right > 0.1 ? 1 : 0)),
                all + " " + marked + " " + drawn + " " + found);
    }

    private static double exact(int all, int marked, int drawn, int found) {
        BigInteger good = BigInteger.ZERO;
        for (int k = Math.max(0, found); k <= Math.min(marked, drawn); k++) {
            good = good.add(choose(marked, k).multiply(choose(all - marked, drawn - k)));
        }
        return new BigDecimal(good)
                .divide(new BigDecimal(choose(all, drawn)), MathContext.DECIMAL64)
                .doubleValue();
    }

    private static BigInteger choose(int n, int k) {
        if (k < 0 || k > n) {
            return BigInteger.ZERO;
        }
        BigInteger result = BigInteger.ONE;
        for (int i = 1; i <= k; i++) {
            result = result.multiply(BigInteger.valueOf(n - k + i)).divide(BigInteger.valueOf(i));
        }
        return result;
    }

    private static double binomialTail(int n, double p, int from) {
        double sum = 0;
        for (int k = from; k <= n; k++) {
            sum += choose(n, k).doubleValue() * Math.pow(p, k) * Math.pow(1 - p, n - k);
        }
        return sum;
    }
}
