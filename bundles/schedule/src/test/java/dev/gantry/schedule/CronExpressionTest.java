package dev.gantry.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.run.GantryException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.LocalDateTime;
import java.util.BitSet;
import java.util.Optional;
import java.util.Random;

class CronExpressionTest {

    /** A Wednesday. */
    private static final LocalDateTime NEW_YEAR = LocalDateTime.of(2025, 1, 1, 0, 0);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    30 9 * * *            | 2025-01-01T09:30
                    30 9 ? * *            | 2025-01-01T09:30
                    30 9 * * ?            | 2025-01-01T09:30
                    15 30 9 * * ?         | 2025-01-01T09:30:15
                    */20 * * * * *        | 2025-01-01T00:00:20
                    */10 * * * *          | 2025-01-01T00:10
                    0 9 ? * THU-FRI       | 2025-01-02T09:00
                    0 9 * * mon           | 2025-01-06T09:00
                    0 9 * * 2             | 2025-01-06T09:00
                    0 9 ? * FRI-MON       | 2025-01-03T09:00
                    0 9 L * ?             | 2025-01-31T09:00
                    0 9 15W FEB ?         | 2025-02-14T09:00
                    0 9 LW 5 ?            | 2025-05-30T09:00
                    0 9 ? * MON#2         | 2025-01-13T09:00
                    0 9 ? * 6L            | 2025-01-31T09:00
                    0 0 29 2 *            | 2028-02-29T00:00
                    0 0 1 JAN,JUL ?       | 2025-07-01T00:00
                    """)
    void firstTimeOf2025(String expression, LocalDateTime expected) {
        assertEquals(
                Optional.of(expected), CronExpression.parse(expression.strip()).next(NEW_YEAR));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    * * *              | 3 fields
                    ''                 | 0 fields
                    0 0 9 * * ? 2026   | leave out the last one, the year
                    @daily             | write 0 0 * * ?
                    60 * * * *         | minute 60: expected 0 to 59
                    0 25 * * *         | hour 25: expected 0 to 23
                    0 22-3 * * *       | hour 22-3: the range 22-3 runs backwards
                    0 9 * NOV-FEB *    | month NOV-FEB: the range NOV-FEB runs backwards
                    0 9 32 * *         | day of month 32: expected 1 to 31
                    0 9 31W * *        | day of month 31W: not every month has that day
                    0 9 15W,L * *      | day of month 15W,L: L, W and # stand alone
                    0 9 * FOO *        | month FOO: expected 1 to 12 or JAN to DEC
                    0 9 * * 0          | day of week 0: expected 1 (SUN) to 7 (SAT)
                    0 9 * * MON#6      | never fires
                    0 9 1 * MON        | write ? for one of them
                    0 9 ? * ?          | write * for the other
                    0 9 30 2 *         | there is no such day
                    x * * * *          | minute X: expected 0 to 59
                    0/0 * * * *        | minute 0/0: expected 0 to 59
                    99999999999 * * * *| minute 99999999999: expected 0 to 59
                    """)
    void saysWhatIsWrong(String expression, String expected) {
        GantryException e =
                assertThrows(GantryException.class, () -> CronExpression.parse(expression.strip()));
        assertEquals(GantryException.Code.INVALID, e.code());
        assertTrue(e.getMessage().contains('"' + expression.strip() + '"'), e.getMessage());
        assertTrue(e.getMessage().contains(expected), e.getMessage());
        assertTrue(e.getMessage().contains("Expected: minute hour"), e.getMessage());
    }

    @Test
    void knowsWhetherItHasHoursOfItsOwn() {
        assertTrue(CronExpression.parse("*/10 * * * *").eachHour());
        assertTrue(CronExpression.parse("0 5 0-23 * * *").eachHour());
        assertFalse(CronExpression.parse("0 */2 * * *").eachHour());
        assertFalse(CronExpression.parse("30 2 * * *").eachHour());
    }

    /** Against a second reading of the plain fields: sets of numbers, walked minute by minute. */
    @Test
    void agreesWithAWalkThroughTheCalendar() {
        Random random = new Random(42);
        for (int round = 0; round < 200; round++) {
            BitSet minutes = pick(random, 0, 59);
            BitSet hours = pick(random, 0, 23);
            BitSet days = pick(random, 1, 28);
            BitSet months = pick(random, 1, 12);
            String expression =
                    list(minutes)
                            + " "
                            + list(hours)
                            + " "
                            + list(days)
                            + " "
                            + list(months)
                            + " ?";
            LocalDateTime after = NEW_YEAR.plusMinutes(random.nextInt(3 * 365 * 24 * 60));
            LocalDateTime walk = after.plusMinutes(1);
            while (!(days.get(walk.getDayOfMonth()) && months.get(walk.getMonthValue()))) {
                walk = walk.toLocalDate().plusDays(1).atStartOfDay();
            }
            while (!(minutes.get(walk.getMinute())
                    && hours.get(walk.getHour())
                    && days.get(walk.getDayOfMonth())
                    && months.get(walk.getMonthValue()))) {
                walk = walk.plusMinutes(1);
            }
            assertEquals(
                    Optional.of(walk), CronExpression.parse(expression).next(after), expression);
        }
    }

    private static BitSet pick(Random random, int min, int max) {
        BitSet set = new BitSet();
        for (int i = 0; i <= random.nextInt(4); i++) {
            set.set(min + random.nextInt(max - min + 1));
        }
        return set;
    }

    private static String list(BitSet set) {
        return set.toString().replaceAll("[{} ]", "");
    }
}
