package dev.gantry.analysis.anomaly.nab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gantry.analysis.anomaly.Judgement;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * On series with labels that are beside the project; without them nothing is tested, and the report
 * says so.
 */
final class AnomaliesTest {
    private static final Path FOLDER =
            Path.of(System.getProperty("gantry.data", "../../../shared/data"), "nab");

    private static LabelledFolder folder;
    private static ScoringRule rule;

    @BeforeAll
    static void read() throws IOException {
        assumeTrue(
                Files.isDirectory(FOLDER),
                () -> "there is no " + FOLDER.toAbsolutePath().normalize());
        folder = LabelledFolder.read(FOLDER);
        Profile standard = folder.profiles().getFirst();
        assertEquals("standard", standard.name());
        rule = new ScoringRule(standard);
    }

    @Test
    void simpleDetectorsReachWhatIsKnownOfThem() {
        assertEquals(
                0,
                rule.best(Anomalies.judge(folder.series(), SimpleDetectors::nothing)).normalised());
        // 40 and 11 on all 58 series
        assertEquals(
                40,
                rule.best(Anomalies.judge(folder.series(), SimpleDetectors::windowedGaussian))
                        .normalised(),
                5);
        assertEquals(
                11,
                rule.best(Anomalies.judge(folder.series(), () -> SimpleDetectors.random(42)))
                        .normalised(),
                10);
    }

    @Test
    void thePerfectDetectorReaches100() {
        List<ScoringRule.Judged> all =
                folder.series().stream()
                        .map(
                                series -> {
                                    double[] scores = new double[series.size()];
                                    series.windows().forEach(window -> scores[window.first()] = 1);
                                    return new ScoringRule.Judged(series, scores);
                                })
                        .toList();
        assertEquals(100, rule.best(all).normalised(), 0.1);
    }

    @Test
    void gantryReachesWhatIsAimedAtWithItsOwnThreshold() {
        double mark =
                rule.at(Anomalies.judge(folder.series(), Anomalies::gantry), Judgement.UNUSUAL)
                        .normalised();
        assertTrue(mark >= 58, "only " + mark);
    }
}
