package dev.gantry.spi.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;

class GrantTest {
    private static Map<String, List<Grant>> read(String text) {
        return Grant.byValue("gantry.some.roles", "VALUE: ROLES", text);
    }

    @Test
    void rolesAreReadByValue() {
        assertEquals(
                Map.of(
                        "urn:group:ops", List.of(Grant.everywhere(Role.ADMIN)),
                        "blue",
                                List.of(
                                        new Grant(Role.OPERATOR, "blue"),
                                        Grant.everywhere(Role.VIEWER))),
                read(" urn:group:ops: admin ;; blue : operator@blue, viewer; "));
        assertEquals(Map.of(), read(""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ops",
                ": admin",
                "ops: root",
                "ops: viewer@",
                "a: viewer; b: viewer; a : admin"
            })
    void whatIsWrongIsTold(String text) {
        String message =
                assertThrows(IllegalArgumentException.class, () -> read(text)).getMessage();
        assertTrue(message.startsWith("gantry.some.roles: expected VALUE: ROLES ("), message);
    }
}
