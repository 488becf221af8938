using System.Text;

namespace Connector.Store;

public sealed partial class MirrorRead
{
    private readonly List<(string Category, bool Primary)> _places = [];

    public void Assign(CategoryAssignment assignment)
    {
        var scope = Open();
        if (_first is { } first && IsTaken(FirstRead.Takes(assignment.ProductId)))
        {
            first.Place(scope.Scope, scope.Origin, assignment);
            return;
        }

        (scope.Places ??= new ToldPlaces(_folder)).Put(assignment.ProductId, assignment.CategoryId, assignment.Primary);
    }

    public void Unassign(string productId, string categoryId)
    {
        GoTheOrdinaryWay();
        (Open().Places ??= new ToldPlaces(_folder)).TakeAway(productId, categoryId);
    }

    /// <summary>
    /// Stages what a catalog says of categories. Of one that was told whole, products of which the last whole read was told the same are passed
    /// over, and those are gone of which nothing was told this time.
    /// </summary>
    private void GatherPlaces(OpenScope scope)
    {
        if (scope.Mode == ScopeMode.Delta)
        {
            GatherChangedPlaces(scope);
            return;
        }

        var memory = scope.PlaceMemory = new PlaceMemory(_folder);
        using var remembered = RememberedPlaces(scope);
        var more = remembered?.Next() == true;
        scope.PlacesGone = remembered is null ? null : [];
        while (scope.Places?.Next() == true)
        {
            var id = scope.Places.ProductId;
            _places.Clear();
            scope.Places.PutOver(_places);
            while (more && remembered!.Id.SequenceCompareTo(id) < 0)
            {
                IsGone();
            }

            var data = EntryCodec.Places(_places, ref _scratch);
            if (_places.Count > 0)
            {
                memory.Note(id, data.Span);
                scope.Named++;
            }

            var known = more && remembered!.Id.SequenceEqual(id);
            if (known && _places.Count > 0 && remembered!.IsOf(data.Span))
            {
                scope.Met++;
            }
            else
            {
                StagePlaces(scope, id, data);
            }

            more = known ? remembered!.Next() : more;
        }

        while (more)
        {
            IsGone();
        }

        void IsGone()
        {
            scope.PlacesGone!.Add(_sql.FindNumber.Number(_shop, Encoding.UTF8.GetString(remembered!.Id)));
            more = remembered.Next();
        }
    }

    private void GatherChangedPlaces(OpenScope scope)
    {
        while (scope.Places?.Next() == true)
        {
            var id = scope.Places.ProductId;
            _places.Clear();
            using (var stored = _sql.FindEntry.Read(scope.Id, _shop, Encoding.UTF8.GetString(id)))
            {
                _places.AddRange(stored.Next() && GroupRecord.IsStored(stored, out var before) ? EntryCodec.ReadPlaces(before) : []);
            }

            scope.Places.PutOver(_places);
            scope.Named += _places.Count > 0 ? 1 : 0;
            StagePlaces(scope, id, EntryCodec.Places(_places, ref _scratch));
        }
    }

    private void StagePlaces(OpenScope scope, ReadOnlySpan<byte> id, ReadOnlyMemory<byte> data) =>
        StageEntry(scope, Encoding.UTF8.GetString(id), data.IsEmpty ? default(ReadOnlyMemory<byte>?) : data, "");

    /// <summary>What the last whole read was told; null where that does not count.</summary>
    private PlaceMemory.Reader? RememberedPlaces(OpenScope scope) =>
        scope.Stored > 0 && _sql.CountToldPlaces.Number(scope.Id) == scope.Stored ? new PlaceMemory.Reader(_sql.ToldPlaces.Read(scope.Id)) : null;

    /// <summary>What was told whole is remembered; what a delta changes is so no longer.</summary>
    private void PutPlaceMemory(OpenScope scope)
    {
        if (scope.PlaceMemory is not { } memory)
        {
            if (scope.Staged.Count > 0)
            {
                _sql.DropToldPlaces.Run(scope.Id);
            }

            return;
        }

        if (scope.PlacesGone is not null && scope.Staged.Count == 0)
        {
            return;
        }

        _sql.DropToldPlaces.Run(scope.Id);
        var number = 0;
        foreach (var (records, data) in memory.Parts())
        {
            _sql.PutToldPlaces.Run(scope.Id, ++number, records, data);
        }
    }
}
