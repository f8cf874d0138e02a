package dev.gantry.analysis.forecast;

import dev.gantry.analysis.forecast.BackTest.Mean;

import java.util.Arrays;

/**
 * Half the widths of intervals from the absolute errors of the back test. A profile says how errors
 * differ by step: half of it is the mean error, half is the mean error at the same time of the
 * cycle times a growth with the step that never falls. Errors over the profile have one
 * distribution, whose quantile at a level, times the profile, is half the width. Beyond the steps
 * of the back test it grows with the square root of the step, as that of a random walk does.
 *
 * <p>Sources: for quantiles of past errors Hyndman and Athanasopoulos, Forecasting: Principles and
 * Practice, 3rd edition, 2021, section 5.5; for the growth that never falls, pool adjacent
 * violators: Ayer and others, An empirical distribution function for sampling with incomplete
 * information, Annals of Mathematical Statistics 26 (1955), 641-647.
 */
final class Widths {
    /**
     * Few origins that lie close to each other see less than the future holds; chosen over all
     * series of M4's hourly set together.
     */
    private static final double MORE = 1.25;

    private final double[] profile;
    private final double[] ratios;

    /**
     * @param errors absolute, by origin and step; not a number where unknown
     * @param cycle steps of the shortest cycle
     * @param horizon steps for which widths are wanted
     */
    Widths(double[][] errors, int cycle, int horizon) {
        int ahead = errors[0].length;
        Mean all = new Mean();
        for (double[] origin : errors) {
            for (double error : origin) {
                all.add(error);
            }
        }
        double mean = all.get();
        double[] growth = growth(errors, mean);
        double[] times = times(errors, cycle, mean);
        profile = new double[horizon];
        for (int h = 0; h < horizon; h++) {
            double steps = h < ahead ? growth[h] : growth[ahead - 1] * Math.sqrt((h + 1.0) / ahead);
            double flat = h < ahead ? mean : mean * Math.sqrt((h + 1.0) / ahead);
            double shaped = mean > 0 ? times[h % cycle] * steps / mean : 0;
            profile[h] = shaped / 2 + flat / 2;
        }
        ratios = ratios(errors);
    }

    private double[] ratios(double[][] errors) {
        double[] found = new double[errors.length * errors[0].length];
        int n = 0;
        for (double[] origin : errors) {
            for (int h = 0; h < origin.length && h < profile.length; h++) {
                if (!Double.isNaN(origin[h])) {
                    found[n++] = profile[h] > 0 ? origin[h] / profile[h] : 0;
                }
            }
        }
        double[] sorted = Arrays.copyOf(found, n);
        Arrays.sort(sorted);
        return sorted;
    }

    /** Mean errors by step, made to rise or stay. */
    static double[] growth(double[][] errors, double otherwise) {
        int ahead = errors[0].length;
        double[] levels = new double[ahead];
        int[] sizes = new int[ahead];
        int blocks = 0;
        for (int h = 0; h < ahead; h++) {
            Mean mean = new Mean();
            for (double[] origin : errors) {
                mean.add(origin[h]);
            }
            levels[blocks] = Double.isNaN(mean.get()) ? otherwise : mean.get();
            sizes[blocks++] = 1;
            while (blocks > 1 && levels[blocks - 2] > levels[blocks - 1]) {
                int size = sizes[blocks - 2] + sizes[blocks - 1];
                levels[blocks - 2] =
                        (levels[blocks - 2] * sizes[blocks - 2]
                                        + levels[blocks - 1] * sizes[blocks - 1])
                                / size;
                sizes[blocks - 2] = size;
                blocks--;
            }
        }
        double[] growth = new double[ahead];
        for (int b = 0, h = 0; b < blocks; b++) {
            Arrays.fill(growth, h, h + sizes[b], levels[b]);
            h += sizes[b];
        }
        return growth;
    }

    /**
     * Mean errors by time of the cycle, each with its two neighbours; the mean where the steps do
     * not fill a cycle.
     */
    private static double[] times(double[][] errors, int cycle, double otherwise) {
        double[] times = new double[cycle];
        if (errors[0].length < cycle) {
            Arrays.fill(times, otherwise);
            return times;
        }
        double[] single = new double[cycle];
        for (int s = 0; s < cycle; s++) {
            Mean mean = new Mean();
            for (double[] origin : errors) {
                for (int h = s; h < origin.length; h += cycle) {
                    mean.add(origin[h]);
                }
            }
            single[s] = Double.isNaN(mean.get()) ? otherwise : mean.get();
        }
        for (int s = 0; s < cycle; s++) {
            times[s] = (single[s] + single[(s + 1) % cycle] + single[(s + cycle - 1) % cycle]) / 3;
        }
        return times;
    }

    /** Half the width at a step, for a level above 0 and below 1. */
    double at(int step, double level) {
        double place = level * (ratios.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, ratios.length - 1);
        double ratio = ratios[below] + (ratios[above] - ratios[below]) * (place - below);
        return MORE * ratio * profile[step];
    }
}
