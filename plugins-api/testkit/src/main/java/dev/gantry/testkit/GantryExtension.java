package dev.gantry.testkit;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Makes what {@link GantryTest} promises; everything lives as long as the test that asked. Only
 * with what JUnit 5 and JUnit 6 have in common.
 */
final class GantryExtension implements ParameterResolver, AfterEachCallback {
    private static final Namespace NAMESPACE = Namespace.create(GantryExtension.class);
    private static final Map<Class<?>, Function<TestClock, Object>> MAKERS =
            Map.of(
                    TestClock.class, clock -> clock,
                    TaskRunner.class, TaskRunner::new,
                    DetectorRunner.class, DetectorRunner::new,
                    PanelRunner.class, PanelRunner::new,
                    LocalServer.class, clock -> new LocalServer());

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return MAKERS.containsKey(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        Class<?> type = parameter.getParameter().getType();
        Object clock = once(test, TestClock.class, TestClock::new);
        return once(test, type, () -> MAKERS.get(type).apply((TestClock) clock));
    }

    @Override
    public void afterEach(ExtensionContext test) {
        if (test.getStore(NAMESPACE).get(LocalServer.class) instanceof LocalServer server) {
            server.close();
        }
    }

    private static Object once(ExtensionContext test, Class<?> type, Supplier<Object> maker) {
        Object known = test.getStore(NAMESPACE).get(type);
        if (known != null) {
            return known;
        }
        Object made = maker.get();
        test.getStore(NAMESPACE).put(type, made);
        return made;
    }
}
