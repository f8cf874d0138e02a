package dev.gantry.analysis.anomaly;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.SplittableRandom;

/** What was learned survives a restart. */
final class SnapshotTest {
    private final SplittableRandom random = new SplittableRandom(3);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 99, 777, 5_000, 19_999, 20_000, 27_001})
    void aRestoredModelJudgesExactlyAsTheOther(int points) {
        SeriesModel model = new SeriesModel(ZoneOffset.UTC);
        for (int i = 0; i < points; i++) {
            model.add(at(i), value(i));
        }
        SeriesModel restored = SeriesModel.restore(model.snapshot(), ZoneOffset.UTC);
        assertEquals(points, restored.points());
        for (int i = points; i < points + 3_000; i++) {
            double value = i % 700 == 0 ? 900 : value(i);
            assertEquals(model.add(at(i), value), restored.add(at(i), value), "point " + i);
        }
        assertArrayEquals(model.snapshot(), restored.snapshot());
    }

    @Test
    void itIsSmallHoweverLongTheSeries() {
        SeriesModel model = new SeriesModel(ZoneOffset.UTC);
        int largest = 0;
        for (int i = 0; i < 60_000; i++) {
            model.add(at(i), value(i));
            largest = i % 1000 == 999 ? Math.max(largest, model.snapshot().length) : largest;
        }
        assertTrue(largest <= 16 * 1024, largest + " bytes");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 31, 32, 100, 300, 1_000})
    void aRestoredJointModelJudgesExactlyAsTheOther(int sets) {
        JointModel model = new JointModel(2);
        for (int i = 0; i < sets; i++) {
            model.add(value(i), value(i + 7));
        }
        JointModel restored = JointModel.restore(model.snapshot(), 2);
        for (int i = sets; i < sets + 400; i++) {
            double one = value(i);
            double other = i % 70 == 0 ? 900 : value(i + 7);
            assertEquals(model.add(one, other), restored.add(one, other), "set " + i);
        }
    }

    @Test
    void whatIsNoSnapshotIsRefusedWithTheReason() {
        SeriesModel model = new SeriesModel(ZoneOffset.UTC);
        for (int i = 0; i < 300; i++) {
            model.add(at(i), value(i));
        }
        byte[] good = model.snapshot();
        byte[] damaged = good.clone();
        damaged[good.length / 2] ^= 1;
        refused("check sum", damaged);
        refused("damaged", Arrays.copyOf(good, good.length - 9));
        refused("ends too early", new byte[0]);
        byte[] later = good.clone();
        later[0] = 9;
        refused("version 9", later);
        refused("another kind", new JointModel(2).snapshot());
        var width =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> JointModel.restore(new JointModel(2).snapshot(), 3));
        assertTrue(width.getMessage().contains("2 measurements and not 3"), width.getMessage());
    }

    private static void refused(String reason, byte[] bytes) {
        var refused =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> SeriesModel.restore(bytes, ZoneOffset.UTC));
        assertTrue(refused.getMessage().contains(reason), refused.getMessage());
        assertTrue(refused.getMessage().contains("begin anew"), refused.getMessage());
    }

    private static Instant at(int i) {
        return Instant.parse("2026-06-01T00:00:00Z").plusSeconds(300L * i);
    }

    private double value(int i) {
        return 200 + 50 * Math.sin(i * 2 * Math.PI / 288) + 5 * random.nextGaussian();
    }
}
