package dev.gantry.plugins.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

class CompanionsTest {
    @TempDir Path home;
    private final Map<String, Bundle> installed = new HashMap<>();
    private String taken;

    /** As the framework: what is at a location already is handed out unread. */
    private Object call(String method, Object[] args) throws IOException {
        String location = (String) args[0];
        if (!method.equals("installBundle")) {
            return installed.get(location);
        }
        if (location.equals(taken) || installed.containsKey(location)) {
            return installed.computeIfAbsent(location, CompanionsTest::bundle);
        }
        ((InputStream) args[1]).readAllBytes();
        return installed.computeIfAbsent(location, CompanionsTest::bundle);
    }

    private static Bundle bundle(String location) {
        return (Bundle)
                Proxy.newProxyInstance(
                        Bundle.class.getClassLoader(),
                        new Class<?>[] {Bundle.class},
                        (self, method, args) ->
                                switch (method.getName()) {
                                    case "getLocation", "toString" -> location;
                                    default -> throw new AssertionError(method);
                                });
    }

    private Companions companions(Vault vault) {
        BundleContext context =
                (BundleContext)
                        Proxy.newProxyInstance(
                                BundleContext.class.getClassLoader(),
                                new Class<?>[] {BundleContext.class},
                                (self, method, args) -> call(method.getName(), args));
        return new Companions(context, vault, null, null);
    }

    @Test
    void whatSomebodyElseInstalledAtTheSameTimeIsLeftToThem() throws Exception {
        Vault vault = new Vault(home.resolve("plugins"));
        String sha = vault.add(Files.writeString(home.resolve("a.jar"), "content"));
        taken = "plugin:" + sha;
        Bundle mine = companions(vault).install(sha);
        assertEquals(taken + ":2", mine.getLocation());
        assertSame(installed.get(taken + ":2"), mine);
    }

    @Test
    void takesNoEmptyCopy() throws Exception {
        Vault vault = new Vault(home.resolve("plugins"));
        String sha = vault.add(Files.writeString(home.resolve("a.jar"), "content"));
        Files.writeString(vault.path(sha), "");
        assertEquals(
                "its private copy in data/plugins was changed: drop it again",
                assertThrows(Rejection.class, () -> companions(vault).install(sha)).getMessage());
        assertEquals(Map.of(), installed);
    }
}
