package dev.gantry.testkit;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Makes what {@link GantryTest} promises; everything lives as long as the test that asked. */
final class GantryExtension implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(GantryExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        Class<?> type = parameter.getParameter().getType();
        return type == TaskRunner.class
                || type == DetectorRunner.class
                || type == PanelRunner.class
                || type == TestClock.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        Class<?> type = parameter.getParameter().getType();
        if (type == TestClock.class) {
            return clock(test);
        }
        return test.getStore(NAMESPACE).computeIfAbsent(type, wanted -> runner(type, clock(test)));
    }

    private static Object runner(Class<?> type, TestClock clock) {
        if (type == TaskRunner.class) {
            return new TaskRunner(clock);
        }
        return type == PanelRunner.class ? new PanelRunner(clock) : new DetectorRunner(clock);
    }

    private static TestClock clock(ExtensionContext test) {
        return test.getStore(NAMESPACE)
                .computeIfAbsent(TestClock.class, wanted -> new TestClock(), TestClock.class);
    }
}
