package dev.gantry.analysis.forecast;

import dev.gantry.analysis.forecast.BackTest.Mean;
import dev.gantry.analysis.forecast.Forecast.Band;
import dev.gantry.analysis.forecast.Forecast.History;
import dev.gantry.analysis.forecast.Forecast.Part;
import dev.gantry.analysis.forecast.Forecast.PastError;
import dev.gantry.analysis.forecast.Forecast.Point;
import dev.gantry.analysis.forecast.Forecast.Trend;
import dev.gantry.analysis.trend.RobustSlope;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Forecasts any numeric series. Samples may come at any times, in any order and with gaps; {@link
 * Settings#step()} says to which step they are averaged. At least 24 known steps that span two days
 * or more are needed, at least half of all steps since the last gap of seven days. The week is seen
 * from ten days on, and by all models from four weeks on. The forecast begins where the last step
 * with a sample ends, not now; a step that is still running counts with what it has. Moving a
 * series, or stretching it, does the same to its forecast, unless that is cut at 0. A series that
 * never changes is continued as it is, with intervals of no width.
 *
 * <p>All parameters are the same for all series; only weights and fits follow the history. No
 * state, so it is thread-safe.
 */
public final class Forecaster {
    /** Of the long trend. */
    private static final int LEAST_DAYS = 7;

    private static final int MOST_DAYS = 84;

    private final Settings settings;

    public Forecaster(Settings settings) {
        this.settings = settings;
    }

    /**
     * Takes a few milliseconds for a month of hours.
     *
     * @param samples in any order; several in one step are averaged
     * @return a forecast, or the reason why there is none
     * @throws IllegalArgumentException when the horizon has more than {@link Settings#MOST_STEPS}
     *     steps
     */
    public Outcome forecast(List<Sample> samples) {
        Grid.Made made = Grid.of(samples, settings.step());
        if (made.grid().isEmpty()) {
            return new TooLittle(made.reason());
        }
        Grid grid = made.grid().get();
        int horizon = horizon(grid);
        Scale scale = Scale.of(grid.values());
        double[] history = scale.in(grid.values());
        List<Integer> origins = BackTest.origins(history.length, horizon, grid.week());
        Map<Method, Model> models = models(grid, origins.getLast());
        BackTest test = BackTest.of(history, grid.known(), origins, models);
        if (test.methods().isEmpty()) {
            return new TooLittle(
                    String.format(
                            "%,d steps of %s are too few for what was asked for: %s. Give more history, or name more methods",
                            history.length, grid.step(), words()));
        }
        double[] weights = test.weights();
        double[][] said = new double[weights.length][];
        for (int m = 0; m < said.length; m++) {
            said[m] = models.get(test.methods().get(m)).forecast(history, horizon);
        }
        boolean nonNegative = true;
        for (double value : grid.values()) {
            nonNegative &= value >= 0;
        }
        Result result = new Result(grid, scale, test, nonNegative);
        return new Forecast(
                history(grid),
                result.points(BackTest.mix(said, weights), settings.levels()),
                parts(test.methods(), weights),
                result.pastError(),
                nonNegative);
    }

    private int horizon(Grid grid) {
        long steps = Math.ceilDiv(settings.horizon().toMillis(), grid.seconds() * 1_000);
        if (steps > Settings.MOST_STEPS) {
            throw new IllegalArgumentException(
                    String.format(
                            "A horizon of %s has %,d steps of %s, but at most %,d are forecast: take a longer step",
                            settings.horizon(), steps, grid.step(), Settings.MOST_STEPS));
        }
        return (int) steps;
    }

    private String words() {
        return String.join(", ", settings.methods().stream().sorted().map(Method::words).toList());
    }

    /** Those that know of weeks when the history before the earliest origin has two. */
    private Map<Method, Model> models(Grid grid, int earliest) {
        int cycle = grid.cycle();
        int week = 2 * grid.week() <= earliest ? grid.week() : 0;
        Map<Method, Model> models = new EnumMap<>(Method.class);
        models.put(Method.LAST_VALUE, new SeasonalNaive(1));
        models.put(Method.SEASONAL_NAIVE_DAY, new SeasonalNaive(cycle));
        if (grid.week() > 0) {
            models.put(Method.SEASONAL_NAIVE_WEEK, new SeasonalNaive(grid.week()));
        }
        models.put(Method.SEASONAL_DRIFT, new SeasonalDrift(cycle));
        models.put(
                Method.SEASONAL_MEDIAN,
                new SeasonalMedian(
                        grid.week() > 0 && 3 * grid.week() <= earliest ? grid.week() : cycle));
        models.put(Method.HOLT_WINTERS, new HoltWinters(cycle, week));
        models.put(Method.TREND_FOURIER, TrendFourier.of(cycle, week));
        models.put(Method.LAG_REGRESSION, LagRegression.of(cycle, week));
        models.keySet().retainAll(settings.methods());
        return models;
    }

    private History history(Grid grid) {
        double[] values = grid.values();
        Optional<Trend> trend = Optional.empty();
        double[] days = RobustSlope.medians(values, grid.perDay(), MOST_DAYS);
        if (days.length >= LEAST_DAYS) {
            RobustSlope slope = RobustSlope.of(days, settings.levels().getFirst());
            trend =
                    Optional.of(
                            new Trend(slope.slope(), slope.lower(), slope.upper(), days.length));
        }
        return new History(
                grid.at(0),
                grid.at(values.length),
                grid.step(),
                values.length,
                grid.count(),
                values[values.length - 1],
                trend);
    }

    private static List<Part> parts(List<Method> methods, double[] weights) {
        List<Part> parts = new ArrayList<>();
        for (int m = 0; m < weights.length; m++) {
            parts.add(new Part(methods.get(m), weights[m]));
        }
        parts.sort(Comparator.comparing(Part::weight).reversed());
        return parts;
    }

    /** Back to the unit of the series. */
    private record Result(Grid grid, Scale scale, BackTest test, boolean nonNegative) {

        List<Point> points(double[] ahead, List<Double> levels) {
            double[][] combined = test.combined();
            double[][] errors = new double[combined.length][test.ahead()];
            for (int k = 0; k < errors.length; k++) {
                for (int h = 0; h < test.ahead(); h++) {
                    errors[k][h] = Math.abs(test.actual()[k][h] - combined[k][h]);
                }
            }
            Widths widths = new Widths(errors, grid.cycle(), ahead.length);
            List<Point> points = new ArrayList<>();
            for (int h = 0; h < ahead.length; h++) {
                List<Band> bands = new ArrayList<>();
                for (double level : levels) {
                    double half = widths.at(h, level);
                    bands.add(new Band(level, out(ahead[h] - half), out(ahead[h] + half)));
                }
                points.add(new Point(grid.at(grid.values().length + h), out(ahead[h]), bands));
            }
            return points;
        }

        PastError pastError() {
            double[][] combined = test.combined();
            Mean mae = new Mean();
            Mean smape = new Mean();
            Mean naive = new Mean();
            List<Integer> origins = test.origins();
            for (int k = 0; k < combined.length; k++) {
                double[] repeated =
                        new SeasonalNaive(grid.cycle())
                                .forecast(
                                        Arrays.copyOf(grid.values(), origins.get(k)), test.ahead());
                for (int h = 0; h < test.ahead(); h++) {
                    if (grid.known()[origins.get(k) + h]) {
                        double actual = grid.values()[origins.get(k) + h];
                        double said = out(combined[k][h]);
                        mae.add(Math.abs(actual - said));
                        naive.add(Math.abs(actual - repeated[h]));
                        double size = Math.abs(actual) + Math.abs(said);
                        smape.add(size == 0 ? 0 : 200 * (Math.abs(actual - said) / size));
                    }
                }
            }
            return new PastError(
                    combined.length, test.ahead(), mae.get(), smape.get(), naive.get());
        }

        private double out(double value) {
            double real = scale.out(value);
            return nonNegative ? Math.max(0, real) : real;
        }
    }

    /**
     * Puts a series about 0 with a deviation of 1, so that models see the same whatever the unit.
     */
    private record Scale(double centre, double unit) {

        static Scale of(double[] values) {
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            double centre = RobustSlope.median(sorted);
            double largest = Math.max(sorted[sorted.length - 1] - centre, centre - sorted[0]);
            if (largest == 0) {
                return new Scale(centre, 0);
            }
            double squares = 0;
            for (double value : values) {
                double share = (value - centre) / largest;
                squares += share * share;
            }
            return new Scale(centre, largest * Math.sqrt(squares / values.length));
        }

        double[] in(double[] values) {
            double[] scaled = new double[values.length];
            for (int i = 0; i < scaled.length; i++) {
                scaled[i] = unit == 0 ? 0 : (values[i] - centre) / unit;
            }
            return scaled;
        }

        double out(double value) {
            return centre + unit * value;
        }
    }
}
