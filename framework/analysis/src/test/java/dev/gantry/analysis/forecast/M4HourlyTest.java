package dev.gantry.analysis.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gantry.analysis.forecast.Forecast.Band;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Each fifth of the hourly series of M4, beside the project; the benchmark {@code Forecasts.java}
 * takes all of them.
 */
class M4HourlyTest {
    private static final int EACH = 5;
    private static final int HORIZON = 48;

    private static List<double[]> rows(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .skip(1)
                .map(
                        line ->
                                Arrays.stream(line.replace("\"", "").split(","))
                                        .skip(1)
                                        .filter(cell -> !cell.isBlank())
                                        .mapToDouble(Double::parseDouble)
                                        .toArray())
                .toList();
    }

    private static double smape(double[] actual, double[] said) {
        double sum = 0;
        for (int h = 0; h < HORIZON; h++) {
            double size = Math.abs(actual[h]) + Math.abs(said[h]);
            sum += size == 0 ? 0 : 200 * Math.abs(actual[h] - said[h]) / size;
        }
        return sum / HORIZON;
    }

    @Test
    void betterThanTheLastWeekByTenPercentAndIntervalsHold() throws IOException {
        Path folder = Path.of("../../../shared/data/m4-hourly");
        assumeTrue(
                Files.exists(folder.resolve("train.csv")), "no hourly series of M4 in " + folder);
        List<double[]> trains = rows(folder.resolve("train.csv"));
        List<double[]> tests = rows(folder.resolve("test.csv"));
        Forecaster forecaster =
                new Forecaster(Settings.DEFAULT.withHorizon(Duration.ofHours(HORIZON)));
        double naive = 0;
        double combined = 0;
        int[] inside = new int[2];
        int steps = 0;
        for (int i = 0; i < trains.size(); i += EACH) {
            double[] train = trains.get(i);
            double[] test = tests.get(i);
            Forecast forecast =
                    assertInstanceOf(
                            Forecast.class,
                            forecaster.forecast(ForecasterTest.hours(train.length, h -> train[h])));
            naive +=
                    smape(
                            test,
                            Arrays.copyOfRange(
                                    train, train.length - 168, train.length - 168 + HORIZON));
            combined +=
                    smape(
                            test,
                            forecast.points().stream()
                                    .mapToDouble(Forecast.Point::value)
                                    .toArray());
            for (int h = 0; h < HORIZON; h++, steps++) {
                for (int level = 0; level < 2; level++) {
                    Band band = forecast.points().get(h).bands().get(level);
                    inside[level] += test[h] >= band.lower() && test[h] <= band.upper() ? 1 : 0;
                }
            }
        }
        double ratio = combined / naive;
        assertTrue(ratio <= 0.9, "sMAPE by that of the last week: " + ratio);
        assertEquals(0.8, (double) inside[0] / steps, 0.08);
        assertEquals(0.95, (double) inside[1] / steps, 0.04);
    }
}
