package dev.gantry.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.identity.Grant;
import dev.gantry.spi.identity.Role;
import dev.gantry.spi.identity.Tokens;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Each operation, by whoever may not call it. */
class RightsTest {
    private static final Set<String> FOR_ALL_THAT_ARE_KNOWN = Set.of("getSession", "closeSession");

    @TempDir Path home;
    private TestGantry gantry;

    @BeforeEach
    void start() throws IOException {
        gantry = new TestGantry(home);
    }

    @AfterEach
    void stop() {
        gantry.close();
    }

    private static List<Operation> guarded() {
        return Operations.ALL.stream().filter(each -> !each.open()).toList();
    }

    private TestGantry.Reply call(Operation operation, String authorization) throws Exception {
        String path = operation.path().text().replaceAll("\\{\\w+}", "x");
        String body = operation.method().equals("GET") ? null : "{}";
        return gantry.send(operation.method(), path, body, "Authorization", authorization);
    }

    private void allRefuse(String authorization, int status, String code) throws Exception {
        for (Operation operation : guarded()) {
            TestGantry.Reply reply = call(operation, authorization);
            assertEquals(status, reply.status(), operation.id());
            assertEquals(code, reply.json().path("code").stringValue(), operation.id());
        }
    }

    @Test
    void nothingWithoutACredential() throws Exception {
        allRefuse("", 401, "unauthorized");
    }

    @Test
    void nothingWithAWrongOne() throws Exception {
        allRefuse("Bearer wrong", 401, "unauthorized");
        allRefuse("Basic " + TestGantry.TOKEN, 401, "unauthorized");
    }

    @Test
    void nothingWithAnExpiredOne() throws Exception {
        Tokens.Issued short1 =
                gantry.identity.tokens.issue(
                        "short",
                        List.of(Grant.everywhere(Role.ADMIN)),
                        Fakes.NOW.plusSeconds(60),
                        "test");
        String bearer = "Bearer " + short1.token();
        assertEquals(200, gantry.get("/api/v1/tokens", "Authorization", bearer).status());
        gantry.identity.pass(Duration.ofSeconds(60));
        allRefuse(bearer, 401, "unauthorized");
    }

    @Test
    void nothingWithARevokedOne() throws Exception {
        String token = gantry.identity.token(Role.ADMIN);
        gantry.identity.tokens.revoke(token.substring(Tokens.PREFIX.length()));
        allRefuse("Bearer " + token, 401, "unauthorized");
    }

    @Test
    void noChangeInASessionWithoutItsCsrf() throws Exception {
        var login =
                gantry.post(
                        "/api/v1/session",
                        "{\"token\":\"" + TestGantry.TOKEN + "\"}",
                        "Authorization",
                        "");
        String cookie = login.header("Set-Cookie").split(";")[0];
        for (Operation operation : guarded()) {
            if (operation.method().equals("GET")) {
                continue;
            }
            String path = operation.path().text().replaceAll("\\{\\w+}", "x");
            TestGantry.Reply reply =
                    gantry.send(
                            operation.method(),
                            path,
                            "{}",
                            "Authorization",
                            "",
                            "Cookie",
                            cookie,
                            "X-CSRF-Token",
                            "wrong");
            assertEquals(403, reply.status(), operation.id());
            assertEquals("csrf", reply.json().path("code").stringValue(), operation.id());
        }
    }

    @Test
    void nothingWithTooWeakARole() throws Exception {
        for (Operation operation : guarded()) {
            if (FOR_ALL_THAT_ARE_KNOWN.contains(operation.id())) {
                continue;
            }
            Rights rights = Rights.of(operation);
            String name = rights.role().name().toLowerCase(Locale.ROOT);
            for (Grant grant : tooWeak(rights)) {
                String token = gantry.identity.token(grant);
                TestGantry.Reply reply = call(operation, "Bearer " + token);
                String where = operation.id() + " as " + grant.text();
                assertEquals(403, reply.status(), where);
                assertEquals("forbidden", reply.json().path("code").stringValue(), where);
                String detail = reply.json().path("detail").stringValue();
                assertTrue(detail.contains("This wants the role " + name), detail);
                assertTrue(detail.contains(grant.text()), detail);
            }
            if (operation.id().equals("events")) {
                continue; // never ends; TenantScopeTest reads it
            }
            String enough = gantry.identity.token(rights.role());
            TestGantry.Reply reply = call(operation, "Bearer " + enough);
            assertNotEquals(401, reply.status(), operation.id());
            assertNotEquals(403, reply.status(), operation.id());
        }
    }

    private static List<Grant> tooWeak(Rights rights) {
        List<Grant> weak = new ArrayList<>();
        if (rights.role() != Role.VIEWER) {
            weak.add(Grant.everywhere(Role.values()[rights.role().ordinal() - 1]));
        }
        if (rights.everywhere()) {
            weak.add(new Grant(rights.role(), "blue"));
        }
        return weak;
    }

    @Test
    void whoHasNoRoleMayOnlyLeave() throws Exception {
        String token = gantry.identity.token();
        for (Operation operation : guarded()) {
            boolean free = FOR_ALL_THAT_ARE_KNOWN.contains(operation.id());
            int status = call(operation, "Bearer " + token).status();
            assertTrue(free ? status < 300 : status == 403, operation.id() + " " + status);
        }
    }

    @Test
    void theTableHasEveryChangeAndNothingThatIsNot() {
        Set<String> unlisted =
                guarded().stream()
                        .filter(each -> !each.method().equals("GET") && !Rights.listed(each))
                        .map(Operation::id)
                        .collect(Collectors.toSet());
        assertEquals(Set.of(), unlisted, "add them to Rights");
        Set<String> gone = new TreeSet<>(Rights.names());
        guarded().forEach(each -> gone.remove(each.id()));
        assertEquals(Set.of(), gone, "take them out of Rights");
    }

    /** The table for people says the same. */
    @Test
    void theDocumentSaysTheSame() throws Exception {
        String text = Files.readString(Path.of("../../distribution/docs/security.md"));
        Pattern row =
                Pattern.compile("(?m)^\\| `(\\w+)` \\| (everywhere|of a tenant) \\| (.*) \\|$");
        Matcher rows = row.matcher(text);
        Set<String> documented = new TreeSet<>();
        while (rows.find()) {
            Matcher names = Pattern.compile("`(\\w+)`").matcher(rows.group(3));
            while (names.find()) {
                documented.add(rows.group(1) + " " + rows.group(2) + " " + names.group(1));
            }
        }
        Set<String> real = new TreeSet<>();
        for (Operation each : guarded()) {
            if (FOR_ALL_THAT_ARE_KNOWN.contains(each.id())) {
                continue;
            }
            Rights rights = Rights.of(each);
            real.add(
                    rights.role().name().toLowerCase(Locale.ROOT)
                            + (rights.everywhere() ? " everywhere " : " of a tenant ")
                            + each.id());
        }
        assertEquals(String.join("\n", real), String.join("\n", documented));
    }
}
