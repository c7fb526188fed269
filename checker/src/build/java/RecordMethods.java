import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.commons.GeneratorAdapter;
import org.objectweb.asm.commons.Method;

/**
 * Writes out the {@code equals}, {@code hashCode} and {@code toString} of compiled records, as a
 * programmer would have written them.
 *
 * <p>javac leaves them to {@link java.lang.runtime.ObjectMethods}, which puts them together from
 * method handles when they are first called: one to three milliseconds each, more than all that the
 * plugin ever compares in a module of a few hundred files. The results are the same, hash codes
 * too. A class without such methods is left alone, so that running it twice does no harm.
 *
 * <p>Run by the build, on the directory of class files that is its one argument.
 */
public final class RecordMethods {
  private static final String FACTORY = "java/lang/runtime/ObjectMethods";
  private static final int FACTOR = 31;
  private static final Type OBJECT = Type.getType(Object.class);
  private static final Type OBJECTS = Type.getObjectType("java/util/Objects");
  private static final Type TEXT = Type.getType(StringBuilder.class);
  private static final String SUFFIX = "$record";

  private RecordMethods() {}

  public static void main(String[] arguments) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(Path.of(arguments[0]))) {
      files = all.filter(file -> file.toString().endsWith(".class")).sorted().toList();
    }
    for (Path file : files) {
      ClassReader reader = new ClassReader(Files.readAllBytes(file));
      ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
      Rewriter rewriter = new Rewriter(writer);
      reader.accept(rewriter, 0);
      if (rewriter.changes) {
        Files.write(file, writer.toByteArray());
      }
    }
  }

  /** Replaces what is linked at run time by the call of a static method beside it. */
  private static final class Rewriter extends ClassVisitor {
    private final Map<Method, List<Handle>> methods = new LinkedHashMap<>();
    private Type owner = OBJECT;
    private boolean changes;

    Rewriter(ClassVisitor next) {
      super(Opcodes.ASM9, next);
    }

    @Override
    public void visit(
        int version, int access, String name, String generic, String parent, String[] interfaces) {
      owner = Type.getObjectType(name);
      super.visit(version, access, name, generic, parent, interfaces);
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String generic, String[] exceptions) {
      MethodVisitor next = super.visitMethod(access, name, descriptor, generic, exceptions);
      return new MethodVisitor(Opcodes.ASM9, next) {
        @Override
        public void visitInvokeDynamicInsn(
            String name, String descriptor, Handle bootstrap, Object... arguments) {
          if (!bootstrap.getOwner().equals(FACTORY)) {
            super.visitInvokeDynamicInsn(name, descriptor, bootstrap, arguments);
            return;
          }
          changes = true;
          Method method = new Method(name + SUFFIX, descriptor);
          methods.put(
              method,
              Arrays.stream(arguments).skip(2).map(component -> (Handle) component).toList());
          visitMethodInsn(
              Opcodes.INVOKESTATIC, owner.getInternalName(), method.getName(), descriptor, false);
        }
      };
    }

    @Override
    public void visitEnd() {
      methods.forEach(this::write);
      super.visitEnd();
    }

    private void write(Method method, List<Handle> components) {
      int access = Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_SYNTHETIC;
      GeneratorAdapter code =
          new GeneratorAdapter(
              visitCode(access, method), access, method.getName(), method.getDescriptor());
      code.visitCode();
      switch (method.getReturnType().getSort()) {
        case Type.BOOLEAN -> writeEquals(code, components);
        case Type.INT -> writeHashCode(code, components);
        default -> writeToString(code, components);
      }
      code.returnValue();
      code.endMethod();
    }

    private MethodVisitor visitCode(int access, Method method) {
      return super.visitMethod(access, method.getName(), method.getDescriptor(), null, null);
    }

    private void writeEquals(GeneratorAdapter code, List<Handle> components) {
      Label differ = code.newLabel();
      code.loadArg(1);
      code.instanceOf(owner);
      code.ifZCmp(GeneratorAdapter.EQ, differ);
      for (Handle component : components) {
        Type type = Type.getType(component.getDesc());
        load(code, 0, component);
        code.loadArg(1);
        code.checkCast(owner);
        code.getField(owner, component.getName(), type);
        if (type.getSort() >= Type.ARRAY) {
          code.invokeStatic(
              OBJECTS, new Method("equals", "(Ljava/lang/Object;Ljava/lang/Object;)Z"));
          code.ifZCmp(GeneratorAdapter.EQ, differ);
        } else {
          // Of two floating-point numbers this is what their boxes say.
          Type box = box(type);
          code.invokeStatic(box, new Method("compare", Type.INT_TYPE, new Type[] {type, type}));
          code.ifZCmp(GeneratorAdapter.NE, differ);
        }
      }
      code.push(true);
      code.returnValue();
      code.mark(differ);
      Object[] locals = {owner.getInternalName(), OBJECT.getInternalName()};
      code.visitFrame(Opcodes.F_NEW, locals.length, locals, 0, new Object[0]);
      code.push(false);
    }

    private void writeHashCode(GeneratorAdapter code, List<Handle> components) {
      code.push(0);
      for (Handle component : components) {
        Type type = Type.getType(component.getDesc());
        code.push(FACTOR);
        code.math(GeneratorAdapter.MUL, Type.INT_TYPE);
        load(code, 0, component);
        boolean isObject = type.getSort() >= Type.ARRAY;
        code.invokeStatic(
            isObject ? OBJECTS : box(type),
            new Method("hashCode", Type.INT_TYPE, new Type[] {isObject ? OBJECT : type}));
        code.math(GeneratorAdapter.ADD, Type.INT_TYPE);
      }
    }

    private void writeToString(GeneratorAdapter code, List<Handle> components) {
      code.newInstance(TEXT);
      code.dup();
      code.invokeConstructor(TEXT, new Method("<init>", "()V"));
      code.push(owner);
      code.invokeVirtual(
          Type.getType(Class.class), new Method("getSimpleName", "()Ljava/lang/String;"));
      append(code, OBJECT);
      String before = "[";
      for (Handle component : components) {
        Type type = Type.getType(component.getDesc());
        code.push(before + component.getName() + "=");
        append(code, OBJECT);
        load(code, 0, component);
        code.box(type);
        append(code, OBJECT);
        before = ", ";
      }
      code.push(components.isEmpty() ? "[]" : "]");
      append(code, OBJECT);
      code.invokeVirtual(TEXT, new Method("toString", "()Ljava/lang/String;"));
    }

    private static void append(GeneratorAdapter code, Type type) {
      code.invokeVirtual(TEXT, new Method("append", TEXT, new Type[] {type}));
    }

    private void load(GeneratorAdapter code, int argument, Handle component) {
      code.loadArg(argument);
      code.getField(owner, component.getName(), Type.getType(component.getDesc()));
    }

    private static Type box(Type primitive) {
      return switch (primitive.getSort()) {
        case Type.BOOLEAN -> Type.getType(Boolean.class);
        case Type.CHAR -> Type.getType(Character.class);
        case Type.BYTE -> Type.getType(Byte.class);
        case Type.SHORT -> Type.getType(Short.class);
        case Type.INT -> Type.getType(Integer.class);
        case Type.LONG -> Type.getType(Long.class);
        case Type.FLOAT -> Type.getType(Float.class);
        default -> Type.getType(Double.class);
      };
    }
  }
}
