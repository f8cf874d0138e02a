package dev.gantry.probes.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.net.URI;
import java.util.Optional;

/** Small parts that are read from text, or make it. */
class PartsTest {

    @Test
    void statusCodes() {
        StatusCodes codes = StatusCodes.parse("status", "200, 204,3xx,400 - 404");
        for (int fine : new int[] {200, 204, 300, 399, 400, 404}) {
            assertTrue(codes.contain(fine), String.valueOf(fine));
        }
        for (int wrong : new int[] {201, 405, 500, 299}) {
            assertFalse(codes.contain(wrong), String.valueOf(wrong));
        }
        for (String none : new String[] {"", "2", "6xx", "200-", "two"}) {
            assertThrows(IllegalArgumentException.class, () -> StatusCodes.parse("status", none));
        }
    }

    @Test
    void targets() {
        assertEquals(new Target("shop.example", 80), Target.parse("t", " Shop.example:80", 0));
        assertEquals(new Target("::1", 443), Target.parse("t", "[::1]", 443));
        assertEquals("[::1]:443", new Target("::1", 443).toString());
        var without =
                assertThrows(IllegalArgumentException.class, () -> Target.parse("t", "shop", 0));
        assertEquals("`t`: shop needs a port from 1 to 65535, as host:443", without.getMessage());
    }

    @Test
    void addressesOfHttp() {
        HttpAddress address = HttpAddress.of(URI.create("HTTPS://Shop.example?a=b%20c"));
        assertEquals("shop.example", address.authority());
        assertEquals("/?a=b%20c", address.path());
        assertEquals(URI.create("https://shop.example/?a=b%20c"), address.uri());
        HttpAddress six = HttpAddress.of(URI.create("http://[::1]:8181/x#y"));
        assertEquals("[::1]:8181", six.authority());
        assertEquals(new Target("::1", 8181), six.target());
        for (String none : new String[] {"ftp://a/", "/path", "http:///x", "mailto:a@b"}) {
            assertThrows(IllegalArgumentException.class, () -> HttpAddress.of(URI.create(none)));
        }
    }

    @Test
    void regularExpressionsTakeLinearTime() {
        assertFalse(Regex.of("p", "(a*)*b").in("a".repeat(100_000)));
        var around = assertThrows(IllegalArgumentException.class, () -> Regex.of("p", "(?=a)"));
        assertTrue(around.getMessage().startsWith("`p`: (?=a) is no regular expression of RE2"));
    }

    @Test
    void pathsOfJson() {
        for (String slow : new String[] {"$[?(@.a =~ /x/)]", "$['it\\'s'][?(@.b=~/x/)]"}) {
            var refused = assertThrows(IllegalArgumentException.class, () -> path(slow));
            assertEquals(
                    "`json/0/path`: "
                            + slow
                            + " has a regular expression (=~), which can take for ever on what a"
                            + " target answers; compare with == or in, or use `matches`",
                    refused.getMessage());
        }
        for (String fine : new String[] {"$[?(@.a == '=~')]", "$['a\\'=~']", "$.a[0]"}) {
            path(fine);
        }
    }

    private static void path(String text) {
        Optional<String> any = Optional.empty();
        Optional<Double> none = Optional.empty();
        JsonPlace.of("json/0", new JsonExpectation(text, any, any, none, none, any));
    }
}
