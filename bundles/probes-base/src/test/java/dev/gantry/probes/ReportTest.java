package dev.gantry.probes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gantry.api.detect.Status;
import dev.gantry.api.detect.Verdict;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class ReportTest {

    @Test
    void theWorstDecidesAndComesFirst() {
        Verdict verdict =
                new Report()
                        .say(Status.OK, "fine")
                        .judge(Limits.above(0.85, 0.95), 0.93, Amount.RATIO, "heap 93 % of 512 MiB")
                        .judge(Limits.below(10, 5), 4, Amount.NUMBER, "4 left")
                        .measure("ratio", 0.93)
                        .measure("none", Double.NaN)
                        .verdict();
        assertEquals(Status.CRITICAL, verdict.status());
        assertEquals(
                List.of("4 left; critical below 5", "heap 93 % of 512 MiB; warn above 85 %"),
                verdict.reasons());
        assertEquals(Map.of("ratio", 0.93), verdict.measurements());
    }

    @Test
    void aLimitItselfIsFine() {
        assertEquals(Status.OK, Limits.above(1, 2).judge(1));
        assertEquals(Status.WARN, Limits.above(1, 2).judge(2));
        assertEquals(Status.OK, Limits.below(2, 1).judge(2));
        assertEquals(Status.CRITICAL, Limits.below(2, 1).judge(0.5));
    }

    @Test
    void amountsAreSaidAsPeopleReadThem() {
        assertEquals("93 %", Amount.RATIO.say(0.93));
        assertEquals("7.5 %", Amount.RATIO.say(0.075));
        assertEquals("512 MiB", Amount.BYTES.say(512.0 * 1024 * 1024));
        assertEquals("1.5 KiB", Amount.BYTES.say(1536));
        assertEquals("12 bytes", Amount.BYTES.say(12));
        assertEquals("250 ms", Amount.SECONDS.say(0.25));
        assertEquals("5 s", Amount.SECONDS.say(5));
        assertEquals("2 min", Amount.SECONDS.say(120));
        assertEquals("2 min 5 s", Amount.SECONDS.say(125));
        assertEquals("2 d 1 h", Amount.SECONDS.say(49 * 3600));
        assertEquals("0.3", Amount.NUMBER.say(0.1 + 0.2));
        assertEquals("1000000", Amount.NUMBER.say(1e6));
    }

    @Test
    void textsOfOthersFitIntoASentence() {
        assertEquals("a b c", Words.line("a\r\n\tb\u0000c\n", 80));
        assertEquals("abc…", Words.cut("abcdef", 4));
        assertEquals("ab…", Words.cut("ab\uD83D\uDE00cd", 4));
    }
}
