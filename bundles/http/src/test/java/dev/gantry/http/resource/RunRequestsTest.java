package dev.gantry.http.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;

import java.lang.reflect.Proxy;
import java.util.Map;

class RunRequestsTest {

    @Test
    void aBodyHasRoomForTheLargestParametersInAnyScript() {
        assertEquals(49 << 20, RunRequests.limit(set(Map.of())));
        assertEquals(
                769 << 20,
                RunRequests.limit(set(Map.of("gantry.engine.payload.max", "268435456"))));
    }

    private static BundleContext set(Map<String, String> settings) {
        return (BundleContext)
                Proxy.newProxyInstance(
                        BundleContext.class.getClassLoader(),
                        new Class<?>[] {BundleContext.class},
                        (proxy, method, arguments) -> settings.get(arguments[0]));
    }
}
