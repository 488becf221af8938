namespace Connector.Store;

public sealed partial class MirrorRead
{
    /// <summary>Something was told in this read that its order does not tell of (a record twice, a deletion): nothing of it is remembered.</summary>
    private bool _isDoubtful;

    private int _warningsBefore;

    public void Remembering(string circumstances)
    {
        var scope = Open();
        if (scope.Told != ScopeMode.Complete || (scope.Memory is not null && scope.Circumstances != circumstances))
        {
            _isDoubtful = true;
        }

        if (_isDoubtful || scope.IsForgotten || scope.Memory is not null)
        {
            return;
        }

        scope.Memory = new ToldMemory(_first is null && CircumstancesOf(scope) == circumstances ? _sql.Told(scope.Id).Read(scope.Id) : null, _folder);
        scope.Circumstances = circumstances;
    }

    private string? CircumstancesOf(OpenScope scope)
    {
        using var found = _sql.FindCircumstances.Read(scope.Id);
        return found.Next() && !found.IsNull(0) ? found.Text(0) : null;
    }

    public bool Expected(out int length, out Hash128 hash)
    {
        _warningsBefore = _warningCount;
        var scope = Open();
        (length, hash) = (0, default);
        return scope.Memory is { } memory && !_isDoubtful && memory.TryPeek(out var product, out length, out hash)
            && (scope.Scope.Kind == ScopeKind.Catalog ? !scope.Items.Contains(product) && OtherCatalog(scope, product) is null : !scope.Entries.Contains(product));
    }

    public void Repeat()
    {
        var scope = Open();
        scope.Memory!.TryPeek(out var product, out _, out _);
        scope.Memory.Repeat();
        scope.Named++;
        if (scope.Scope.Kind == ScopeKind.Catalog)
        {
            scope.Items.Add(product);
            scope.MetItems++;
        }
        else
        {
            scope.Entries.Add(product);
            scope.Met++;
        }
    }

    public void Remember(int length, Hash128 hash)
    {
        // What was warned of is told again in each read, so that it is warned of again.
        if (_open is { Memory: { } memory, LastTold: > 0 } scope && _warningCount == _warningsBefore)
        {
            memory.Note(scope.LastTold, length, hash);
        }
    }

    /// <summary>A record was told by itself, not passed over.</summary>
    private static void ToldOf(OpenScope scope, long product)
    {
        scope.LastTold = product;
        scope.Memory?.Met(product);
    }

    /// <summary>
    /// What was told is remembered with what it made: the memory of a scope holds for as long as nothing else changes the scope. So what this
    /// read did not tell whole loses its memory where the read changed anything.
    /// </summary>
    private void PutMemories()
    {
        foreach (var scope in _scopes.Values)
        {
            scope.Memory?.EndReading();
        }

        if (_changed)
        {
            foreach (var id in StoredScopes().Except(_scopes.Values.Where(scope => scope.Memory is not null && !_isDoubtful).Select(scope => scope.Id)))
            {
                _sql.DropTold.Run(id);
                _sql.PutCircumstances.Run(id, SqlValue.Null);
            }
        }

        foreach (var scope in _scopes.Values.Where(scope => !_isDoubtful && scope.Memory is { } memory && (memory.IsChanged || memory.IsShort)))
        {
            _sql.DropTold.Run(scope.Id);
            _sql.PutCircumstances.Run(scope.Id, scope.Circumstances);
            var number = 0;
            foreach (var part in scope.Memory!.Parts())
            {
                _sql.PutTold.Run(scope.Id, ++number, part);
            }
        }
    }
}
