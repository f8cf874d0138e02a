package dev.gantry.launcher.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

@Timeout(30)
class SecurityCommandsTest {
    private static final String TOKEN =
            "{\"id\":\"a1\",\"name\":\"ci\",\"roles\":[{\"role\":\"operator\",\"tenant\":\"blue\"},"
                    + "{\"role\":\"viewer\",\"tenant\":null}],\"createdAt\":\"2026-03-01T10:00:00Z\","
                    + "\"createdBy\":\"admin\",\"expiresAt\":null,\"usedAt\":null,"
                    + "\"expired\":false";
    private static final String VERIFY = "GET /api/v1/audit/verify";

    @TempDir Path folder;
    private FakeGantry gantry;

    @BeforeEach
    void start() throws IOException {
        gantry = new FakeGantry(folder);
    }

    @AfterEach
    void stop() {
        gantry.close();
    }

    @Test
    void listsTokens() {
        gantry.on("GET /api/v1/tokens?limit=1000", 200, "{\"items\":[" + TOKEN + "}]}");
        String list = gantry.run("token", "list").out();
        assertTrue(list.contains("a1  ci    operator@blue, viewer"), list);
        assertTrue(list.contains("never  never"), list);
    }

    @Test
    void makesATokenAndPrintsNothingElse() {
        gantry.on("POST /api/v1/tokens", 201, TOKEN + ",\"token\":\"gantry_x\"}");
        var made =
                gantry.run("token", "create", "ci", "--role", "operator@blue", "--role", "viewer");
        assertEquals("gantry_x\n", made.out());
        assertTrue(made.err().contains("a1, operator@blue, viewer, never ends"), made.err());
        assertEquals(
                "POST /api/v1/tokens {\"name\":\"ci\",\"roles\":[{\"role\":\"operator\","
                        + "\"tenant\":\"blue\"},{\"role\":\"viewer\"}]}",
                gantry.requests().getLast());
        gantry.run("token", "create", "ci", "--role", "viewer", "--expires", "P1D");
        assertTrue(gantry.requests().getLast().endsWith("\"expiresIn\":\"P1D\"}"));
        gantry.run("token", "create", "ci", "--role", "viewer", "--expires", "never");
        assertTrue(gantry.requests().getLast().endsWith("\"never\":true}"));
        assertEquals(ExitCode.USAGE, gantry.run("token", "create", "ci").code());
    }

    @Test
    void revokesAToken() {
        gantry.on("DELETE /api/v1/tokens/a1", 204, "");
        assertEquals(0, gantry.run("token", "revoke", "a1").code());
        assertEquals(ExitCode.NOT_FOUND, gantry.run("token", "revoke", "a2").code());
    }

    @Test
    void listsTheAuditLog() {
        gantry.on(
                "GET /api/v1/audit?actor=ci&limit=20",
                200,
                "{\"items\":[{\"seq\":7,\"at\":\"2026-03-01T10:00:00Z\",\"actor\":\"ci\","
                        + "\"remote\":\"::1\",\"operation\":\"putTenant\",\"status\":200,"
                        + "\"target\":\"/api/v1/tenants/a\"}],\"next\":\"7\"}");
        var listed = gantry.run("audit", "list", "--actor", "ci");
        assertTrue(listed.out().contains("putTenant  200     /api/v1/tenants/a"), listed.out());
        assertTrue(listed.err().contains("--cursor 7"), listed.err());
    }

    @Test
    void verifiesTheAuditLog() {
        gantry.on(
                VERIFY,
                200,
                "{\"intact\":true,\"entries\":3,\"first\":1,\"last\":3,\"head\":\"abc\","
                        + "\"broken\":null,\"reason\":null}");
        var fine = gantry.run("audit", "verify");
        assertEquals(0, fine.code());
        assertTrue(fine.out().endsWith("3 entries, from 1 to 3.\n3:abc\n"), fine.out());
        gantry.on(
                VERIFY + "?known=3%3Aabc",
                200,
                "{\"intact\":false,\"broken\":3,\"reason\":\"entry 3 was changed\"}");
        var broken = gantry.run("audit", "verify", "--known", "3:abc");
        assertEquals(ExitCode.FAILED, broken.code());
        assertEquals("The audit log was changed: entry 3 was changed.\n", broken.out());
    }
}
