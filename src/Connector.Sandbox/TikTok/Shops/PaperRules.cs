namespace Connector.Sandbox;

/// <summary>Brand, certificates, maker and the person in charge, and how it may be delivered.</summary>
internal static class PaperRules
{
    public static IEnumerable<ListingFault> Faults(ListingCheck check) => [.. Brand(check), .. Certificates(check), .. People(check), .. Deliveries(check)];

    private static IEnumerable<ListingFault> Brand(ListingCheck check)
    {
        if (check.Body.Text("brand_id") is not { Length: > 0 } id) yield break;
        if (check.Brands.Find(check.Shelf.Shop.Seller, id) is not { } brand) yield return new ListingFault(12052026, $"Brand does not exist: {id}.");
        else if (!brand.Available) yield return new ListingFault(12052200, $"brand is expired: {brand.Name}.");
        else if (!brand.Authorized) yield return new ListingFault(12052201, $"You are not authorized to sell brand {brand.Name} in this category. Apply through the Qualification Center.");
    }

    private static IEnumerable<ListingFault> Certificates(ListingCheck check)
    {
        var wanted = check.Rules?.Items("product_certifications").ToArray() ?? [];
        var given = check.Body.Items("certifications").ToArray();
        foreach (var twice in given.GroupBy(c => c.Text("id")).Where(c => c.Count() > 1)) yield return new ListingFault(12052656, $"qualification id duplicate: {twice.Key}.");
        foreach (var certificate in given)
        {
            var images = certificate.Items("images").ToArray();
            var files = certificate.Items("files").ToArray();
            if (!wanted.Any(w => w.Text("id") == certificate.Text("id"))) yield return new ListingFault(12052655, $"qualification id not exist: {certificate.Text("id")}.");
            if (images.Length + files.Length > 10) yield return new ListingFault(12052657, $"qualification image and pdf file is out of limit: {images.Length + files.Length} are given, 10 are allowed.");
            foreach (var image in images.Where(i => check.Uploads.Image(i.Text("uri") ?? "") is null)) yield return new ListingFault(12052650, $"product qualification image uri illegal: {image.Text("uri")}.");
            foreach (var file in files.Where(f => check.Uploads.File(f.Text("id") ?? "") is null)) yield return new ListingFault(12052658, $"product qualification file uri illegal: {file.Text("id")}.");
        }

        if (check.Draft) yield break;
        foreach (var missing in wanted.Where(w => w.Flag("is_required") && !given.Any(c => c.Text("id") == w.Text("id")))) yield return new ListingFault(12052105, $"required qualification miss: {missing.Text("name")} ({missing.Text("id")}).");
    }

    private static IEnumerable<ListingFault> People(ListingCheck check)
    {
        var makers = check.Body.Items("manufacturer_ids").Select(m => m.GetString()!).ToArray();
        var persons = check.Body.Items("responsible_person_ids").Select(m => m.GetString()!).ToArray();
        if (!check.Draft && makers.Length == 0 && check.Rules?.Member("manufacturer") is { } maker && maker.Flag("is_required")) yield return new ListingFault(12052282, "Product manufacturer is required.");
        if (!check.Draft && persons.Length == 0 && check.Rules?.Member("responsible_person") is { } person && person.Flag("is_required")) yield return new ListingFault(12052287, "Product responsible person is required");
        foreach (var unknown in makers.Except(check.Shelf.Shop.Manufacturers)) yield return new ListingFault(12052284, $"Manufacturer ID {unknown} is not found");
        foreach (var unknown in persons.Except(check.Shelf.Shop.ResponsiblePersons)) yield return new ListingFault(12052289, $"Responsible person ID {unknown} is not found");
    }

    private static IEnumerable<ListingFault> Deliveries(ListingCheck check)
    {
        var known = check.Shelf.Shop.Warehouses.SelectMany(w => w.Deliveries).Select(d => d.Id).ToArray();
        foreach (var unknown in check.Body.Items("delivery_option_ids").Select(d => d.GetString()!).Except(known)) yield return new ListingFault(12052405, $"The warehouse has not opened the subscribed logistics service {unknown}.");
    }
}
