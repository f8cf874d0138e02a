package dev.gantry.plugins.host;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.plugin.Needs;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class NeedsPolicyTest {
    private static final Needs ALL =
            new Needs(true, List.of("a:1"), List.of("git"), List.of("/srv"));

    private static String refusal(String policy, String plugin) {
        return assertThrows(Rejection.class, () -> NeedsPolicy.read(policy).check(plugin, ALL))
                .getMessage();
    }

    @Test
    void allowsEverythingWhereNothingIsSaid() {
        assertDoesNotThrow(() -> NeedsPolicy.read(null).check("acme.a", ALL));
        assertDoesNotThrow(() -> NeedsPolicy.read("acme.b: none").check("acme.a", ALL));
        assertDoesNotThrow(() -> NeedsPolicy.read("*: none; acme.a: *").check("acme.a", ALL));
        assertDoesNotThrow(() -> NeedsPolicy.read("*: none").check("acme.a", Needs.NONE));
    }

    @Test
    void namesWhatIsTooMuch() {
        assertTrue(
                refusal("*: secrets, files", "acme.a")
                        .startsWith(
                                "it needs network (a:1) and processes (git), which"
                                        + " gantry.trust.needs does not allow it"));
        assertTrue(
                refusal("acme.a: none; *: *", "acme.a")
                        .startsWith("it needs secrets and network (a:1) and processes (git)"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme.a", ": files", "acme.a: disks", "a: none; a: *"})
    void refusesWhatIsNoPolicy(String text) {
        String said =
                assertThrows(IllegalArgumentException.class, () -> NeedsPolicy.read(text))
                        .getMessage();
        assertTrue(said.startsWith("gantry.trust.needs: expected rules such as "), said);
    }

    @Test
    void readsManifests() throws Exception {
        assertEquals(
                new Needs(true, List.of("[::1]:80", "a.b:1"), List.of(), List.of("/a", "/b")),
                DeclaredNeeds.read(
                        "gantry.task;id=x,gantry.needs;secrets:Boolean=true,"
                                + "gantry.needs;network:List<String>=\"a.b:1,[::1]:80\";"
                                + "files:List<String>=\"/b,/a\""));
        for (String wrong :
                List.of(
                        "network:List<String>=\"a.b\"",
                        "network:List<String>=\"https://a.b:1\"",
                        "files=\"data\"")) {
            String said =
                    assertThrows(Rejection.class, () -> DeclaredNeeds.read("gantry.needs;" + wrong))
                            .getMessage();
            assertTrue(said.startsWith("its @Needs("), said);
        }
    }
}
