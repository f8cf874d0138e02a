import dev.gantry.analysis.forecast.Forecast;
import dev.gantry.analysis.forecast.Forecast.Band;
import dev.gantry.analysis.forecast.Forecaster;
import dev.gantry.analysis.forecast.Method;
import dev.gantry.analysis.forecast.Sample;
import dev.gantry.analysis.forecast.Settings;
import dev.gantry.analysis.forecast.TooLittle;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** The table of {@link Forecasts}: one thread, no parameter that differs from series to series. */
final class ForecastTable {
    private static final int HORIZON = 48;
    private static final int SEASON = 24;
    private static final Settings SETTINGS = Settings.DEFAULT.withHorizon(Duration.ofHours(HORIZON));

    private static final com.sun.management.ThreadMXBean THREAD =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private ForecastTable() {}

    /** @param train what is known; @param test the hours that follow */
    record Series(String id, double[] train, double[] test) {}

    /** Sums over the series that had a forecast. */
    static final class Row {
        private final List<Double> smape = new ArrayList<>();
        private double mase;
        private double millis;
        private long bytes;
        private final List<String> without = new ArrayList<>();
        private final Map<Double, Integer> inside = new TreeMap<>();
        private final Map<Double, Double> msis = new TreeMap<>();

        void add(Series series, double[] said) {
            double sum = 0;
            double off = 0;
            for (int h = 0; h < HORIZON; h++) {
                double error = Math.abs(series.test[h] - said[h]);
                double size = Math.abs(series.test[h]) + Math.abs(said[h]);
                sum += size == 0 ? 0 : 200 * error / size;
                off += error;
            }
            smape.add(sum / HORIZON);
            mase += off / HORIZON / scale(series.train);
        }

        void add(Series series, Forecast forecast) {
            add(series, forecast.points().stream().mapToDouble(Forecast.Point::value).toArray());
            double scale = scale(series.train);
            for (int h = 0; h < HORIZON; h++) {
                double actual = series.test[h];
                for (Band band : forecast.points().get(h).bands()) {
                    double out = Math.max(0, Math.max(band.lower() - actual, actual - band.upper()));
                    inside.merge(band.level(), out == 0 ? 1 : 0, Integer::sum);
                    double score = band.upper() - band.lower() + 2 / (1 - band.level()) * out;
                    msis.merge(band.level(), score / HORIZON / scale, Double::sum);
                }
            }
        }

        double smape() {
            return smape.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
        }

        void print(String name) {
            int n = smape.size();
            if (n > 0) {
                double median = smape.stream().mapToDouble(Double::doubleValue).sorted().skip(n / 2).findFirst().orElseThrow();
                StringBuilder line = new StringBuilder(
                        String.format(Locale.ROOT, "%-22s %6d %8.3f %8.3f %7.3f", name, n, smape(), median, mase / n));
                inside.forEach((level, many) -> line.append(
                        String.format(Locale.ROOT, "  %5.1f %% %6.2f", 100.0 * many / n / HORIZON, msis.get(level) / n)));
                if (millis > 0) {
                    line.append(String.format(Locale.ROOT, " %8.2f %8.2f", millis / n, bytes / 1e6 / n));
                }
                IO.println(line);
            }
            if (!without.isEmpty()) {
                IO.println(String.format("%-22s %6d without a forecast, the first is %s", name, without.size(), without.getFirst()));
            }
        }
    }

    /** Mean absolute error of what was a day before, within the history. */
    private static double scale(double[] train) {
        double sum = 0;
        for (int i = SEASON; i < train.length; i++) {
            sum += Math.abs(train[i] - train[i - SEASON]);
        }
        return sum / (train.length - SEASON);
    }

    public static void main(String[] args) throws IOException {
        List<Series> all = read(Path.of(args[0]));
        double first = time(720).getLast();
        IO.println(String.format("%d series, %d hours ahead", all.size(), HORIZON));
        IO.println("                       series    sMAPE   median    MASE   in 80 %   MSIS  in 95 %   MSIS   ms each  MB each");
        Map<String, Row> rows = new LinkedHashMap<>();
        naive(rows, "naive", all, train -> repeat(train, 1));
        naive(rows, "seasonal naive 24 h", all, train -> repeat(train, SEASON));
        naive(rows, "seasonal naive 168 h", all, train -> repeat(train, 7 * SEASON));
        for (Method method : Method.values()) {
            forecasts(rows, method.words(), all, SETTINGS.withMethods(Set.of(method)));
        }
        forecasts(rows, "combination", all, SETTINGS);
        for (int hours : new int[] {720, Settings.MOST_STEPS}) {
            List<Double> took = time(hours);
            IO.println(String.format(Locale.ROOT, "%,5d hours, 72 ahead: median %.1f, longest %.1f ms of processor time",
                    hours, took.get(took.size() / 2), took.getLast()));
        }
        IO.println(String.format(Locale.ROOT, "the very first forecast of the process: %.0f ms", first));
        double ratio = rows.get("combination").smape() / rows.get("seasonal naive 168 h").smape();
        IO.println(String.format(Locale.ROOT, "sMAPE of the combination : seasonal naive 168 h = %.3f (aim: at most 0.900)", ratio));
    }

    /** Processor time of forecasts of one series in milliseconds, the shortest first. */
    private static List<Double> time(int hours) {
        double[] values = new double[hours];
        Random random = new Random(1);
        for (int i = 0; i < hours; i++) {
            values[i] = 50 + 10 * Math.sin(2 * Math.PI * i / 24) + (i % 168 < 48 ? -6 : 2) + random.nextGaussian();
        }
        List<Sample> samples = hours(values);
        List<Double> took = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            long begin = THREAD.getCurrentThreadCpuTime();
            new Forecaster(Settings.DEFAULT).forecast(samples);
            took.add((THREAD.getCurrentThreadCpuTime() - begin) / 1e6);
        }
        took.sort(null);
        return took;
    }

    private static void naive(Map<String, Row> rows, String name, List<Series> all, UnaryOperator<double[]> model) {
        Row row = new Row();
        all.forEach(series -> row.add(series, model.apply(series.train)));
        rows.put(name, row);
        row.print(name);
    }

    private static double[] repeat(double[] train, int period) {
        double[] ahead = new double[HORIZON];
        for (int h = 0; h < HORIZON; h++) {
            ahead[h] = train[train.length - period + h % period];
        }
        return ahead;
    }

    private static void forecasts(Map<String, Row> rows, String name, List<Series> all, Settings settings) {
        Forecaster forecaster = new Forecaster(settings);
        Row row = new Row();
        for (Series series : all) {
            List<Sample> samples = hours(series.train);
            long before = THREAD.getCurrentThreadAllocatedBytes();
            long begin = THREAD.getCurrentThreadCpuTime();
            var outcome = forecaster.forecast(samples);
            row.millis += (THREAD.getCurrentThreadCpuTime() - begin) / 1e6;
            row.bytes += THREAD.getCurrentThreadAllocatedBytes() - before;
            switch (outcome) {
                case Forecast forecast -> row.add(series, forecast);
                case TooLittle little -> row.without.add(series.id + ": " + little.reason());
            }
        }
        rows.put(name, row);
        row.print(name);
    }

    private static List<Sample> hours(double[] values) {
        Instant begin = Instant.parse("2026-01-05T00:00:00Z");
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            samples.add(new Sample(begin.plus(Duration.ofHours(i)), values[i]));
        }
        return samples;
    }

    private static List<Series> read(Path folder) throws IOException {
        Map<String, double[]> test = rows(folder.resolve("test.csv"));
        List<Series> all = new ArrayList<>();
        rows(folder.resolve("train.csv")).forEach((id, train) -> {
            double[] follows = test.get(id);
            if (follows == null || follows.length < HORIZON || train.length < 7 * SEASON) {
                throw new IllegalArgumentException(
                        id + ": test.csv needs " + HORIZON + " hours of it, and train.csv a week");
            }
            all.add(new Series(id, train, follows));
        });
        return all;
    }

    /** Ids and values; the first line is a header. Values that are not there end the series. */
    private static Map<String, double[]> rows(Path file) throws IOException {
        Map<String, double[]> rows = new LinkedHashMap<>();
        List<String> lines = Files.readAllLines(file);
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.replace("\"", "").split(",");
            rows.put(cells[0], Arrays.stream(cells).skip(1).takeWhile(c -> !c.isBlank() && !c.equals("NA"))
                    .mapToDouble(Double::parseDouble).toArray());
        }
        return rows;
    }
}
