package dev.gantry.analysis.forecast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What models would have said at ends in the past, and the weights that follow. From each of up to
 * four origins, never before half of the history, all models are fitted anew to what was known
 * then. A weight is one over the fourth power of a model's error: the geometric mean over origins
 * of its mean absolute errors, so that one origin in an odd time, at which all are far off, does
 * not decide.
 *
 * <p>Sources: Tashman, Out-of-sample tests of forecasting accuracy, International Journal of
 * Forecasting 16 (2000), 437-450; Bates and Granger, The combination of forecasts, Operational
 * Research Quarterly 20 (1969), 451-468, weigh by one over the square. The power was chosen over
 * all series of M4's hourly set together.
 *
 * @param origins how much of the history was known each time, the most first
 * @param methods which models took part
 * @param actual what was, by origin and step; not a number where nothing was known
 * @param said what each model said, by origin, model and step
 */
record BackTest(List<Integer> origins, List<Method> methods, double[][] actual, double[][][] said) {
    private static final int ORIGINS = 4;
    private static final int CLOSEST = 4;
    private static final int POWER = 4;

    /** Below this, in deviations of the series, errors do not differ. */
    private static final double LEAST = 1e-9;

    /**
     * Ends of the history that are assumed, the latest first.
     *
     * @param week steps of the long cycle, or 0; the earliest origin has one of them before it, if
     *     origins need not lie closer together than four steps for that
     */
    static List<Integer> origins(int length, int horizon, int week) {
        int ahead = ahead(length, horizon);
        int room = length - ahead;
        int closest = (ORIGINS - 1) * Math.min(ahead, CLOSEST);
        int earliest = Math.max(length / 2, week <= room - closest ? week : 0);
        int apart = Math.min(ahead, (room - earliest) / (ORIGINS - 1));
        List<Integer> origins = new ArrayList<>();
        for (int k = 0; k < ORIGINS; k++) {
            origins.add(room - k * apart);
        }
        return origins;
    }

    private static int ahead(int length, int horizon) {
        return Math.min(horizon, length / 4);
    }

    /** Of those models that can continue the history at each origin; others take no part. */
    static BackTest of(
            double[] history, boolean[] known, List<Integer> origins, Map<Method, Model> models) {
        int ahead = history.length - origins.getFirst();
        List<Method> methods =
                models.keySet().stream()
                        .filter(m -> models.get(m).least() <= origins.getLast())
                        .toList();
        double[][] actual = new double[origins.size()][ahead];
        double[][][] said = new double[origins.size()][methods.size()][];
        for (int k = 0; k < origins.size(); k++) {
            int origin = origins.get(k);
            double[] before = Arrays.copyOf(history, origin);
            for (int h = 0; h < ahead; h++) {
                actual[k][h] = known[origin + h] ? history[origin + h] : Double.NaN;
            }
            for (int m = 0; m < methods.size(); m++) {
                said[k][m] = models.get(methods.get(m)).forecast(before, ahead);
            }
        }
        return new BackTest(origins, methods, actual, said);
    }

    /** Steps forecast from each origin. */
    int ahead() {
        return actual[0].length;
    }

    /** Weights of methods by all origins; they sum to 1. */
    double[] weights() {
        return weights(-1);
    }

    /** The same by all origins but one, as long as another one says anything. */
    private double[] weights(int without) {
        double[] errors = new double[methods.size()];
        for (int m = 0; m < errors.length; m++) {
            Mean logarithm = new Mean();
            for (int k = 0; k < actual.length; k++) {
                if (k != without) {
                    logarithm.add(Math.log(error(actual[k], said[k][m]) + LEAST));
                }
            }
            errors[m] = Math.exp(logarithm.get());
        }
        if (without >= 0 && Double.isNaN(errors[0])) {
            return weights(-1);
        }
        return weigh(errors);
    }

    static double[] weigh(double[] errors) {
        double least = Double.POSITIVE_INFINITY;
        double most = 0;
        for (double error : errors) {
            least = Math.min(least, error);
            most = Math.max(most, error);
        }
        double floor = 1e-9 * most + LEAST;
        double sum = 0;
        double[] weights = new double[errors.length];
        for (int m = 0; m < weights.length; m++) {
            weights[m] = Math.pow((least + floor) / (errors[m] + floor), POWER);
            sum += weights[m];
        }
        for (int m = 0; m < weights.length; m++) {
            weights[m] /= sum;
        }
        return weights;
    }

    /**
     * What the combination would have said, by origin and step, each with the weights of the other
     * origins.
     */
    double[][] combined() {
        double[][] combined = new double[actual.length][];
        for (int k = 0; k < actual.length; k++) {
            combined[k] = mix(said[k], weights(k));
        }
        return combined;
    }

    /** The weighted mean of forecasts. */
    static double[] mix(double[][] forecasts, double[] weights) {
        double[] mixed = new double[forecasts[0].length];
        for (int m = 0; m < weights.length; m++) {
            for (int h = 0; h < mixed.length; h++) {
                mixed[h] += weights[m] * forecasts[m][h];
            }
        }
        return mixed;
    }

    private static double error(double[] actual, double[] said) {
        Mean mean = new Mean();
        for (int h = 0; h < actual.length; h++) {
            mean.add(Math.abs(actual[h] - said[h]));
        }
        return mean.get();
    }

    /** Of what is a number; not a number without any. */
    static final class Mean {
        private double sum;
        private int count;

        void add(double value) {
            if (!Double.isNaN(value)) {
                sum += value;
                count++;
            }
        }

        double get() {
            return count == 0 ? Double.NaN : sum / count;
        }
    }
}
