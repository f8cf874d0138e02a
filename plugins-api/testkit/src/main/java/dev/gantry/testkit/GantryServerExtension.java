package dev.gantry.testkit;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

import java.nio.file.Path;
import java.util.List;

/** Makes what {@link GantryServer} promises, with what JUnit 5 and JUnit 6 have in common. */
final class GantryServerExtension
        implements BeforeAllCallback,
                AfterAllCallback,
                AfterTestExecutionCallback,
                ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(GantryServerExtension.class);

    @Override
    public void beforeAll(ExtensionContext tests) throws Exception {
        Class<?> type = tests.getRequiredTestClass();
        GantryServer wish = type.getAnnotation(GantryServer.class);
        if (wish == null) {
            // an inner class of tests: those of the outer one have it
            return;
        }
        Gantry gantry = Gantry.start(Installation.find(), List.of(wish.settings()));
        try {
            for (Path jar : PluginsUnderTest.of(type.getClassLoader(), gantry.work())) {
                gantry.drop(jar);
            }
            for (String jar : wish.plugins()) {
                gantry.drop(Path.of(jar));
            }
        } catch (Exception | AssertionError e) {
            WhatGantrySaid.addTo(e, gantry.output());
            gantry.close();
            throw e;
        }
        tests.getStore(NAMESPACE).put(Gantry.class, gantry);
    }

    @Override
    public void afterAll(ExtensionContext tests) {
        if (tests.getRequiredTestClass().isAnnotationPresent(GantryServer.class)) {
            Gantry gantry = gantry(tests);
            if (gantry != null) {
                gantry.close();
            }
        }
    }

    @Override
    public void afterTestExecution(ExtensionContext test) {
        Gantry gantry = gantry(test);
        test.getExecutionException()
                .filter(failure -> gantry != null)
                .ifPresent(failure -> WhatGantrySaid.addTo(failure, gantry.output()));
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == Gantry.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        return gantry(test);
    }

    private static Gantry gantry(ExtensionContext test) {
        return test.getStore(NAMESPACE).get(Gantry.class, Gantry.class);
    }
}
