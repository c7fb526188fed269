package dev.watertight.view;

import com.google.common.base.Enums;
import com.google.common.collect.LinkedListMultimap;
import com.google.common.collect.ListMultimap;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where one compilation unit mentions variables, methods and classes, by symbol. */
final class UnitIndex {
  private final ListMultimap<Symbol, TreePath> mentions = LinkedListMultimap.create();
  /* The constant is missing before JDK 21. */
  private static final Tree.@Nullable Kind DECONSTRUCTION =
      Enums.getIfPresent(Tree.Kind.class, "DECONSTRUCTION_PATTERN").orNull();

  private final Set<Symbol> deconstructed = new HashSet<>();
  private final ListMultimap<ClassSymbol, TreePath> creations = LinkedListMultimap.create();
  private final ListMultimap<ClassSymbol, ClassSymbol> subclasses = LinkedListMultimap.create();

  private UnitIndex() {}

  static UnitIndex of(CompilationUnitTree unit) {
    UnitIndex index = new UnitIndex();
    index.new Scanner().scan(new TreePath(unit), null);
    return index;
  }

  /**
   * The expressions that name the variable or method: identifiers, selections, references. Of
   * primitive variables only the booleans are indexed.
   */
  List<TreePath> mentions(Symbol symbol) {
    return mentions.get(symbol);
  }

  /** The {@code new} expressions of the class, or of anonymous subclasses of it. */
  List<TreePath> creations(ClassSymbol type) {
    return creations.get(type);
  }

  /** Whether a record pattern takes the record's components out. */
  boolean isDeconstructed(Symbol type) {
    return deconstructed.contains(type);
  }

  /** The classes of this unit that name the class or interface as a direct supertype. */
  List<ClassSymbol> subclasses(ClassSymbol type) {
    return subclasses.get(type);
  }

  private final class Scanner extends TreePathScanner<@Nullable Void, @Nullable Void> {
    @Override
    public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
      if (tree != null && tree.getKind() == DECONSTRUCTION) {
        Type type = ASTHelpers.getType(tree);
        if (type != null) {
          deconstructed.add(type.tsym);
        }
      }
      return super.scan(tree, null);
    }

    @Override
    public @Nullable Void visitImport(ImportTree tree, @Nullable Void unused) {
      return null;
    }

    @Override
    public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
      ClassSymbol symbol = ASTHelpers.getSymbol(tree);
      if (symbol != null) {
        addSubclass(symbol.getSuperclass(), symbol);
        for (Type type : symbol.getInterfaces()) {
          addSubclass(type, symbol);
        }
      }
      return super.visitClass(tree, null);
    }

    @Override
    public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void unused) {
      add(tree);
      return super.visitIdentifier(tree, null);
    }

    @Override
    public @Nullable Void visitMemberSelect(MemberSelectTree tree, @Nullable Void unused) {
      add(tree);
      return super.visitMemberSelect(tree, null);
    }

    @Override
    public @Nullable Void visitMemberReference(MemberReferenceTree tree, @Nullable Void unused) {
      add(tree);
      return super.visitMemberReference(tree, null);
    }

    @Override
    public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void unused) {
      if (ASTHelpers.getSymbol(tree.getIdentifier()) instanceof ClassSymbol type) {
        creations.put(type, getCurrentPath());
      }
      MethodSymbol constructor = ASTHelpers.getSymbol(tree);
      if (constructor != null) {
        mentions.put(constructor, getCurrentPath());
      }
      return super.visitNewClass(tree, null);
    }

    private void add(ExpressionTree tree) {
      Symbol symbol = ASTHelpers.getSymbol(tree);
      if (symbol instanceof MethodSymbol
          || (symbol instanceof VarSymbol variable
              && variable.type != null
              && (!variable.type.isPrimitive() || variable.type.hasTag(TypeTag.BOOLEAN)))) {
        mentions.put(symbol, getCurrentPath());
      }
    }

    private void addSubclass(@Nullable Type supertype, ClassSymbol subclass) {
      if (supertype != null && supertype.tsym instanceof ClassSymbol symbol) {
        subclasses.put(symbol, subclass);
      }
    }
  }
}
